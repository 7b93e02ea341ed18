import type { KernelEvent } from '@keywarden/contracts';
import { deedOf } from '../facts.js';
import { text } from '../text.js';

/** One argument of an event, with the type that Tracee gives it. */
export interface TraceeArgument {
  name: string;
  type: 'string' | 'int32' | 'uint32' | 'uint64';
  value: string | number;
}

/** Numbers of Tracee's events (`api/v1beta1/event.proto`, 2026); they move, and only names last. */
const EVENT_IDS: Readonly<Record<string, number>> = {
  security_file_open: 1032,
  security_socket_connect: 1036,
  security_inode_rename: 1068,
};

/** Tracee's number of an event; 0, its `unspecified`, for one that it does not have. */
export function traceeEventId(name: string): number {
  return Object.hasOwn(EVENT_IDS, name) ? (EVENT_IDS[name] ?? 0) : 0;
}

/** The arguments of the event under the names of Tracee; those that are not known are left out. */
export function traceeArguments(event: KernelEvent): TraceeArgument[] {
  const deed = deedOf(event);
  if (deed === undefined) return [];
  if (deed.newPath !== undefined) {
    return [
      { name: 'old_path', type: 'string', value: text(deed.path) },
      { name: 'new_path', type: 'string', value: text(deed.newPath) },
    ];
  }
  return [
    { name: 'pathname', type: 'string', value: text(deed.path) },
    ...openArguments(event),
    ...(deed.device === undefined
      ? []
      : [{ name: 'dev', type: 'uint32' as const, value: Number(deed.device) }]),
    ...(deed.inode === undefined
      ? []
      : [{ name: 'inode', type: 'uint64' as const, value: Number(deed.inode) }]),
  ];
}

function openArguments(event: KernelEvent): TraceeArgument[] {
  if (event.name !== 'security_file_open' && event.name !== 'security_file_receive') return [];
  const { flags_number: flags, given_path: given } = event.data;
  return [
    { name: 'flags', type: 'int32', value: flags },
    ...(given === undefined
      ? []
      : [{ name: 'syscall_pathname', type: 'string' as const, value: text(given) }]),
  ];
}

import { eventId, parseUnixNanos, type Alert, type KernelEvent } from '@keywarden/contracts';
import { text } from './text.js';

/** The process that acted; a `sensor_status` has none. */
export type Actor = Extract<KernelEvent, { process: unknown }>['process'];

/** What an event did to a file, in the words of this package. */
export interface FileDeed {
  verb: 'open' | 'receive' | 'rename' | 'link' | 'attach';
  /** What was touched, as its reader names it. */
  path: string;
  /** The other name, of a rename or a link. */
  newPath?: string;
  device?: number | string;
  inode?: number | string;
}

/** The process of an event, or undefined for an event of the sensor itself. */
export function actorOf(event: KernelEvent): Actor | undefined {
  return 'process' in event ? event.process : undefined;
}

/** True for an alert about Keywarden itself (KW-…): nothing was stolen that is known of. */
export function isSensorAlert({ event }: Pick<Alert, 'event'>): boolean {
  return event.name === 'sensor_status' || event.name === 'service_status';
}

/** What the event did to which file; undefined for events without a file. */
export function deedOf(event: KernelEvent): FileDeed | undefined {
  switch (event.name) {
    case 'security_file_open':
    case 'security_file_receive': {
      const { pathname: path, ...data } = event.data;
      return {
        verb: event.name === 'security_file_open' ? 'open' : 'receive',
        path,
        ...node(data),
      };
    }
    case 'security_inode_rename':
    case 'security_inode_link': {
      const { old_path: path, new_path: newPath, ...data } = event.data;
      const verb = event.name === 'security_inode_rename' ? 'rename' : 'link';
      return { verb, path, newPath, ...node(data) };
    }
    case 'security_ptrace_access_check': {
      const path = event.data.credential?.canonical_path;
      const memory = path ?? `/proc/${String(event.data.target.pid)}/mem`;
      return { verb: 'attach', path: memory, ...node(event.data) };
    }
    case 'sched_process_fork':
    case 'sched_process_exec':
    case 'sched_process_exit':
    case 'k8s_api_connection':
    case 'security_socket_connect':
    case 'container_create':
    case 'container_remove':
    case 'sensor_status':
    case 'service_status':
      return undefined;
  }
}

function node({ device, inode }: Partial<Record<'device' | 'inode', number | string | undefined>>) {
  return {
    ...(device === undefined ? {} : { device }),
    ...(inode === undefined ? {} : { inode }),
  };
}

/** The end of an incident, when the alert is that. */
export function endOf({ status, resolution }: Alert): { by: string; reason: string } | undefined {
  return status === 'resolved' ? (resolution ?? { by: 'unknown', reason: 'not given' }) : undefined;
}

/** RFC 3339: when what the alert tells of happened: the theft, or the end of its incident. */
export function timeOfAlert({ status, resolution, time }: Alert): string {
  return status === 'resolved' ? (resolution?.time ?? time) : time;
}

/** What the alert says in one text: what was done, or how its incident ended. */
export function messageOf(alert: Alert): string {
  const end = endOf(alert);
  return end === undefined
    ? alert.description
    : `Resolved by ${end.by}: ${end.reason} (${alert.title})`;
}

/** Unix time in whole milliseconds of an RFC 3339 time in UTC; 0 when it is not one. */
export function unixMillis(time: string): number {
  try {
    return Number(parseUnixNanos(time) / 1_000_000n);
  } catch {
    return 0;
  }
}

/** Names one process for good: node, boot, pid and start time (docs/events.md). */
export function processId(
  event: Pick<KernelEvent, 'node' | 'boot_id'>,
  process: { pid: number; start_time: number },
): string {
  const { node, boot_id } = event;
  return text(`${node}/${boot_id}/${String(process.pid)}/${String(process.start_time)}`);
}

/** Ids of the events that an alert is about, its own first. */
export function eventIds(alert: Alert): string[] {
  return [...new Set([eventId(alert.event), ...alert.related])];
}

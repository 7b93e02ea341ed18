import type { CredentialEvent, EventOf, KernelEvent, ProcessFacts } from '@keywarden/contracts';
import { processKey } from './keys.js';
import type { LineageChange, ProcessRecord } from './store.js';

/**
 * What an event says about the process table. Replaying events gives the same table: a record is merged
 * field by field, and an exit stays.
 */
export function changesOf(event: KernelEvent): LineageChange[] {
  switch (event.name) {
    case 'sched_process_fork':
      return fork(event);
    case 'sched_process_exec':
      return [upsert(event, recordOf(event.process))];
    case 'sched_process_exit':
      return [{ kind: 'exit', key: processKey(event, event.process), exited_at: event.time }];
    case 'security_file_open':
    case 'security_inode_rename':
    case 'security_inode_link':
    case 'security_file_receive':
    case 'security_ptrace_access_check':
    case 'k8s_api_connection':
    case 'security_socket_connect':
      return actor(event);
    case 'container_create':
    case 'container_remove':
    case 'sensor_status':
      return [];
  }
}

/** The child starts as a copy of its parent; its parent is the process that forked it, for good. */
function fork(event: EventOf<'sched_process_fork'>): LineageChange[] {
  const { child } = event.data;
  const { pid, start_time } = event.process;
  return [
    upsert(event, {
      ...recordOf(event.process),
      pid: child.pid,
      start_time: child.start_time,
      parent: { pid, start_time },
    }),
  ];
}

/**
 * A credential event brings its own process and its ancestors as the kernel saw them. The parent that
 * it names is the present one: after the first parent has exited that is a reaper, so only a process
 * that is not known from its fork takes it over.
 */
function actor(
  event: CredentialEvent | EventOf<'k8s_api_connection' | 'security_socket_connect'>,
): LineageChange[] {
  const { ancestors = [], ...process } = event.process;
  const chain = ancestors.map((ancestor, index): ProcessRecord => {
    const next = ancestors[index + 1];
    return {
      ...ancestor,
      ...(next === undefined ? {} : { parent: { pid: next.pid, start_time: next.start_time } }),
    };
  });
  return [recordOf(process), ...chain].map((record) => ({
    kind: 'upsert' as const,
    key: processKey(event, record),
    record,
  }));
}

function upsert(event: KernelEvent, record: ProcessRecord): LineageChange {
  return { kind: 'upsert', key: processKey(event, record), record };
}

function recordOf(facts: ProcessFacts): ProcessRecord {
  const { pid, start_time, comm, exe, argv, cwd, uid, container, pod, parent } = facts;
  return { pid, start_time, comm, exe, argv, cwd, uid, container, pod, parent };
}

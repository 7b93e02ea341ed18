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
    case 'service_status':
      return [];
  }
}

/** The child starts as a copy of its parent; its parent is the process that forked it, for good. */
function fork(event: EventOf<'sched_process_fork'>): LineageChange[] {
  const { child } = event.data;
  const { pid, start_time } = event.process;
  const record: ProcessRecord = {
    ...recordOf(event.process),
    // The child may be the first of a new pid namespace.
    ns_pid: undefined,
    pid: child.pid,
    start_time: child.start_time,
    parent: { pid, start_time },
  };
  return [{ kind: 'fork', key: processKey(event, child), record }];
}

/**
 * A credential event brings its own process and its ancestors as the kernel saw them. The parents that
 * it names are the present ones: after the first parent has exited that is a reaper, so only a process
 * that is not known from its fork takes it over.
 */
function actor(
  event: CredentialEvent | EventOf<'k8s_api_connection' | 'security_socket_connect'>,
): LineageChange[] {
  const { ancestors = [], ...process } = event.process;
  const chain = ancestors.map((ancestor, index): LineageChange => {
    const next = ancestors[index + 1];
    const record: ProcessRecord = {
      ...ancestor,
      ...(next === undefined ? {} : { parent: { pid: next.pid, start_time: next.start_time } }),
    };
    return { kind: 'glimpse', key: processKey(event, ancestor), record };
  });
  return [upsert(event, recordOf(process)), ...chain];
}

function upsert(event: KernelEvent, record: ProcessRecord): LineageChange {
  return { kind: 'upsert', key: processKey(event, record), record };
}

function recordOf(facts: ProcessFacts): ProcessRecord {
  const { pid, start_time, comm, exe, argv, cwd, uid, container, pod, parent } = facts;
  const { tty, session, systemd_unit } = facts;
  // Most processes are in the node's own pid namespace, and the store holds millions of them.
  const ns_pid = facts.ns_pid === pid ? undefined : facts.ns_pid;
  return {
    pid,
    start_time,
    comm,
    exe,
    argv,
    cwd,
    uid,
    tty,
    session,
    ns_pid,
    systemd_unit,
    container,
    pod,
    parent,
  };
}

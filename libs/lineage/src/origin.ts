import type { EntryPoint, LineageProcess, Origin, ProcessFacts } from '@keywarden/contracts';
import type { Ancestry } from './store.js';

/** The services that begin sessions, by the name of their executable. */
const STARTERS: Readonly<Record<string, EntryPoint>> = {
  sshd: 'ssh',
  'sshd-session': 'ssh',
  login: 'console',
  agetty: 'console',
  cron: 'cron',
  crond: 'cron',
  atd: 'cron',
  systemd: 'systemd-service',
  'containerd-shim': 'container-start',
  'containerd-shim-runc-v2': 'container-start',
  conmon: 'container-start',
};

type Reader = Pick<ProcessFacts, 'loginuid' | 'login_user' | 'session'>;

/**
 * Where a reader comes from. The nearest ancestor that starts sessions decides; with a lineage that
 * reaches none, nothing is claimed.
 *
 * @param lineage nearest first, the reader itself at index 0
 */
export function originOf(reader: Reader, { processes }: Ancestry): Origin {
  const at = processes.findIndex((process, index) => index > 0 && starterOf(process) !== undefined);
  const starter = at === -1 ? undefined : processes[at];
  const entry = at === -1 ? undefined : processes[at - 1];
  const leader = processes.find(({ pid }) => pid === reader.session);
  return {
    entry_point: starter === undefined ? 'unknown' : kindOf(starter, entry),
    ...(entry === undefined ? {} : { entry_process: named(entry) }),
    ...(leader === undefined ? {} : { session_leader: named(leader) }),
    ...(reader.loginuid === undefined ? {} : { login_uid: reader.loginuid }),
    ...(reader.login_user === undefined ? {} : { login_user: reader.login_user }),
  };
}

function kindOf(starter: LineageProcess, entry: LineageProcess | undefined): EntryPoint {
  const kind = starterOf(starter) ?? 'unknown';
  if (kind !== 'container-start') return kind;
  return entry?.ns_pid !== undefined && entry.ns_pid !== 1 ? 'container-exec' : kind;
}

function starterOf({ exe, comm }: LineageProcess): EntryPoint | undefined {
  const name = exe === undefined ? comm : exe.path.slice(exe.path.lastIndexOf('/') + 1);
  return STARTERS[name];
}

function named({ pid, start_time, comm, exe }: LineageProcess) {
  return { pid, start_time, comm, ...(exe === undefined ? {} : { exe: exe.path }) };
}

import type { EntryPoint, LineageProcess, Origin, ProcessFacts } from '@keywarden/contracts';
import { onlyClaims, roleOf, starterOfUnit } from './starters.js';
import type { Ancestry } from './store.js';

type Reader = Pick<ProcessFacts, 'loginuid' | 'login_user' | 'session'>;

/** The kernel's value of a loginuid that nobody has set: (uid_t) -1. */
const NO_LOGIN = 0xffff_ffff;

/**
 * Where a reader comes from. The nearest ancestor whose executable proves that it begins sessions
 * decides. What only looks like one by its name, a file that a user put there, or a process that was
 * passed on to init by the death of its parents, is `unknown` rather than a guess: whoever steals
 * would like to look like cron.
 *
 * @param lineage nearest first, the reader itself at index 0
 */
export function originOf(reader: Reader, { processes }: Ancestry): Origin {
  const login = reader.loginuid === NO_LOGIN ? undefined : reader.loginuid;
  const found = beginningOf(processes, login);
  const leader = processes.find(({ pid }) => pid === reader.session);
  return {
    entry_point: found.kind,
    ...(found.entry === undefined ? {} : { entry_process: named(found.entry) }),
    ...(leader === undefined ? {} : { session_leader: named(leader) }),
    ...(login === undefined ? {} : { login_uid: login }),
    ...(reader.login_user === undefined ? {} : { login_user: reader.login_user }),
  };
}

interface Beginning {
  kind: EntryPoint;
  entry?: LineageProcess | undefined;
}

function beginningOf(processes: readonly LineageProcess[], login: number | undefined): Beginning {
  let hasGap = false;
  for (const [at, process] of processes.entries()) {
    if (at === 0) continue;
    if (onlyClaims(process)) return { kind: 'unknown' };
    const below = processes.slice(0, at);
    const role = roleOf(process);
    switch (role) {
      case undefined:
        hasGap ||= process.exe === undefined;
        break;
      case 'runtime':
        break;
      case 'container-start':
        return container(process, below);
      case 'systemd-service':
        return service(process, below, login, hasGap);
      case 'ssh':
      case 'console':
      case 'cron':
        return { kind: role, entry: below.at(-1) };
    }
  }
  return { kind: 'unknown' };
}

/**
 * Below a shim, or what CRI-O has for one. The runtime's own processes, gone within milliseconds, are
 * passed over; their arguments say whether they created the container or executed in it. Without
 * them its number in the pid namespace does.
 */
function container(shim: LineageProcess, below: readonly LineageProcess[]): Beginning {
  const entry = below.findLast((process) => roleOf(process) !== 'runtime');
  const isExec = [shim, ...below.filter((process) => roleOf(process) === 'runtime')]
    .map(execIn)
    .find((answer) => answer !== undefined);
  const byNumber = entry?.ns_pid !== undefined && entry.ns_pid !== 1;
  return { kind: (isExec ?? byNumber) ? 'container-exec' : 'container-start', entry };
}

/** Undefined when the arguments do not say. */
function execIn({ argv = [], exe }: LineageProcess): boolean | undefined {
  if (exe?.path.endsWith('/conmon') === true) {
    if (argv.length === 0) return undefined;
    return argv.some((arg) => /^(?:-e|--exec.*)$/.test(arg));
  }
  if (argv.includes('exec')) return true;
  if (argv.includes('create') || argv.includes('run')) return false;
  return undefined;
}

/**
 * Below systemd is a service, and also whatever outlived its parents. The unit tells them apart, since
 * dying parents do not move anyone to another cgroup; so does a login, which no system service has.
 */
function service(
  starter: LineageProcess,
  below: readonly LineageProcess[],
  login: number | undefined,
  hasGap: boolean,
): Beginning {
  const entry = below.at(-1);
  const units = below.flatMap(({ systemd_unit: unit }) => (unit === undefined ? [] : [unit]));
  const nearest = units[0];
  if (nearest !== undefined) {
    const kind = starterOfUnit(nearest);
    if (kind !== undefined) return { kind, entry };
    if (nearest.endsWith('.scope')) {
      const isConsole = below.some(({ tty }) => tty !== undefined && /^tty(?:S)?\d+$/.test(tty));
      return { kind: isConsole ? 'console' : 'unknown', entry };
    }
  }
  if (login !== undefined && !isOfUserManager(starter)) return { kind: 'unknown', entry };
  return { kind: hasGap && nearest === undefined ? 'unknown' : 'systemd-service', entry };
}

/** A user's own manager runs with the login of its user; pid 1 has none. */
function isOfUserManager({ pid }: LineageProcess): boolean {
  return pid !== 1;
}

function named({ pid, start_time, comm, exe }: LineageProcess) {
  return { pid, start_time, comm, ...(exe === undefined ? {} : { exe: exe.path }) };
}

import type { LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { isProgramToo } from './helpers.js';

/** What only starts and reaps others as the first process of a container. */
const INITS: ReadonlySet<string> = new Set([
  ...['tini', 'tini-static', 'dumb-init', 'catatonit', 'docker-init', 'pause', 's6-svscan'],
  ...['s6-supervise', 'runsvdir', 'runsv', 'my_init'],
]);
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox']);

/**
 * Whether a process is what its container is there for: its first process, the program that a mere
 * init or an entry point script started, or one with the executable of these, such as a worker. A
 * process that `kubectl exec` put in is below none of them.
 *
 * @param lineage nearest first, the process itself at index 0
 * @returns undefined when the numbers or the executables that decide are not known
 */
export function isContainerProgram(
  { container, ns_pid: pid, exe }: ProcessFacts,
  lineage: readonly LineageProcess[],
): boolean | undefined {
  if (container === undefined) return false;
  if (pid === 1) return true;
  const own = lineage.filter((each) => each.container?.id === container.id);
  const first = own.at(-1);
  if (first === undefined || exe === undefined) return undefined;
  const firstPid = own.length === 1 ? (first.ns_pid ?? pid) : first.ns_pid;
  if (firstPid === undefined) return undefined;
  if (firstPid !== 1) return false;
  return programsOf(own).some((program) => program.exe?.path === exe.path);
}

/** The first process and what it is there to start, from a container's chain of processes. */
function programsOf(own: readonly LineageProcess[]): LineageProcess[] {
  const below = skip(own, own.length - 1, INITS);
  const started = skip(own, below, SHELLS);
  return own.filter(
    ({ exe }, index) =>
      index === own.length - 1 ||
      index === below ||
      (index === started && exe !== undefined && isProgramToo(exe.path)),
  );
}

/** The index of the first process at or below `from` whose file bears none of the names. */
function skip(own: readonly LineageProcess[], from: number, names: ReadonlySet<string>): number {
  let index = from;
  while (index > 0 && names.has(fileName(own[index]))) index -= 1;
  return index;
}

function fileName(process: LineageProcess | undefined): string {
  const path = process?.exe?.path ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

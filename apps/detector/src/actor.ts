import {
  isLater,
  type KernelEvent,
  type LineageProcess,
  type ProcessFacts,
} from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';

/** Facts that the event itself has of who acted. */
const OWN_FACTS = [
  'exe',
  'argv',
  'cwd',
  'uid',
  'tty',
  'session',
  'ns_pid',
  'systemd_unit',
  'container',
  'pod',
] as const satisfies readonly (keyof ProcessFacts & keyof LineageProcess)[];

/**
 * The lineage as it was at an event. Whoever acted comes first, with the facts of the event itself: the
 * store has what the process is by now, which after an exec is another program. What is only known
 * from the store stays, but for an end that came after the event: how much later the store was asked
 * must not show.
 */
export function withActor(
  { process, time }: Pick<Extract<KernelEvent, { process: ProcessFacts }>, 'process' | 'time'>,
  ancestry: Ancestry,
): Ancestry {
  const [first, ...rest] = ancestry.processes.map((one) => asOf(one, time));
  const isKnown = first?.pid === process.pid && first.start_time === process.start_time;
  const { pid, start_time, comm } = process;
  const own = Object.fromEntries(
    OWN_FACTS.flatMap((name) => (process[name] === undefined ? [] : [[name, process[name]]])),
  ) as Partial<LineageProcess>;
  const actor: LineageProcess = { ...(isKnown ? first : {}), pid, start_time, comm, ...own };
  return isKnown
    ? { ...ancestry, processes: [actor, ...rest] }
    : {
        ...ancestry,
        processes: [actor, ...(first === undefined ? [] : [first, ...rest])],
        complete: false,
      };
}

function asOf(process: LineageProcess, time: string): LineageProcess {
  const { exited_at: end, ...living } = process;
  return end !== undefined && isLater(end, time) ? living : process;
}

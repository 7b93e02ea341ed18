import type { KernelEvent } from '@keywarden/contracts';
import { changesOf, processKey } from '@keywarden/lineage';
import { compilePolicy, DEFAULT_POLICY, judge } from '@keywarden/signature';
import { MemoryLineageStore } from '@keywarden/state';

/** How many opens of credentials came to which verdict, and by which rule. */
export interface VerdictStatistics {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
}

const DEPTH = 16;

/** Judges every open of a credential by the default policy, in the order of the events. */
export async function verdictStatistics(
  events: readonly KernelEvent[],
): Promise<VerdictStatistics> {
  const policy = compilePolicy(DEFAULT_POLICY);
  const store = new MemoryLineageStore({ maxProcesses: 500_000, retentionSeconds: 3_600 });
  const outcomes: Record<string, number> = {};
  const rules: Record<string, number> = {};
  for (const event of events) {
    await store.apply(changesOf(event));
    if (event.name !== 'security_file_open') continue;
    const key = processKey(event, event.process);
    const [lineage] = await store.ancestry([{ key, depth: DEPTH, hints: event.process.ancestors }]);
    if (lineage === undefined) throw new Error('the store gave no answer');
    const verdict = judge({ event, lineage, policy });
    outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1;
    if (verdict.outcome === 'allowed') rules[verdict.rule] = (rules[verdict.rule] ?? 0) + 1;
  }
  return { outcomes, rules };
}

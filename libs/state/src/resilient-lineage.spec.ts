import { KeywardenError } from '@keywarden/contracts';
import type { LineageChange, LineageStore } from '@keywarden/lineage';
import { describe, expect, it } from 'vitest';
import { MemoryLineageStore } from './memory-lineage.js';
import { ResilientLineage } from './resilient-lineage.js';

const key = (pid: number) => ({ node: 'n', boot_id: 'b', pid, start_time: 1 });
/** Pid 0 is no process, so that 1 is the root. */
const up = (pid: number): LineageChange => ({
  kind: 'upsert',
  key: key(pid),
  record: { pid, start_time: 1, comm: `p${String(pid)}`, parent: { pid: pid - 1, start_time: 1 } },
});
const query = (pid: number) => ({
  key: key(pid),
  depth: 16,
  hints: [{ pid: pid - 1, start_time: 1, comm: 'hinted' }],
});

type Mode = 'up' | 'away' | 'silent' | 'broken';

/** A store whose answers can be taken away, and what was asked of it. */
function setUp(maxBuffered = 100) {
  const inner = new MemoryLineageStore({ maxProcesses: 1_000, retentionSeconds: 60 });
  const state = { mode: 'up' as Mode, now: 0, calls: 0, dropped: 0, seen: '' };
  const reach = <Result>(work: () => Promise<Result>): Promise<Result> => {
    state.calls += 1;
    if (state.mode === 'up') return work();
    if (state.mode === 'silent') return new Promise(() => undefined);
    const code = state.mode === 'away' ? 'KW_STATE_UNREACHABLE' : 'KW_STATE_FAILED';
    return Promise.reject(new KeywardenError(code, 'no', { retryable: true }));
  };
  const store: LineageStore = {
    apply: (changes) => reach(() => inner.apply(changes)),
    ancestry: (queries) => reach(() => inner.ancestry(queries)),
  };
  const lineage = new ResilientLineage(store, {
    maxBuffered,
    patienceMs: 80,
    now: () => state.now,
    onState: ({ degraded, buffered }) => (state.seen = `${String(degraded)} ${String(buffered)}`),
    onDropped: (count) => (state.dropped += count),
  });
  return { lineage, state };
}

describe('ResilientLineage', () => {
  it('is the store itself while that answers', async () => {
    const { lineage } = setUp();
    await lineage.apply([up(1), up(2)]);
    const [answer] = await lineage.ancestry([query(2)]);
    expect(answer).toMatchObject({ processes: [{ comm: 'p2' }, { comm: 'p1' }], complete: true });
    expect(answer).not.toHaveProperty('source');
  });

  it.each(['away', 'silent'] as const)('answers from the kernel when it is %s', async (mode) => {
    const { lineage, state } = setUp();
    state.mode = mode;
    await lineage.apply([up(1), up(2)]);
    const [answer] = await lineage.ancestry([query(2)]);
    expect(answer?.processes.map(({ pid, comm }) => [pid, comm])).toEqual([
      [2, ''],
      [1, 'hinted'],
    ]);
    expect(answer).toMatchObject({ complete: false, source: 'kernel' });
    expect(state.seen).toBe('true 2');
  });

  it('asks a store that is away once a second, no sooner and no later', async () => {
    const { lineage, state } = setUp();
    state.mode = 'away';
    await lineage.apply([up(1)]);
    for (state.now = 0; state.now < 1_000; state.now += 1) await lineage.ancestry([query(1)]);
    expect(state.calls).toBe(1);
    await lineage.ancestry([query(1)]);
    await lineage.ancestry([query(1)]);
    expect(state.calls).toBe(2);
  });

  it('writes what it held, in order, before it answers from the store again', async () => {
    const { lineage, state } = setUp();
    state.mode = 'away';
    await lineage.apply([up(1), up(2)]);
    await lineage.apply([{ kind: 'exit', key: key(2), exited_at: 'x' }]);
    state.mode = 'up';
    state.now = 1_000;
    const [answer] = await lineage.ancestry([query(2)]);
    expect(answer).toMatchObject({ processes: [{ comm: 'p2', exited_at: 'x' }, { comm: 'p1' }] });
    expect(state.seen).toBe('false 0');
  });

  it('holds up to its bound, and counts what it dropped from the front', async () => {
    const { lineage, state } = setUp(3);
    state.mode = 'away';
    await lineage.apply([up(1), up(2), up(3)]);
    expect(state.dropped).toBe(0);
    await lineage.apply([up(4)]);
    expect(state.dropped).toBe(1);
    Object.assign(state, { mode: 'up', now: 1_000 });
    const answers = await lineage.ancestry([1, 2, 3, 4].map(query));
    expect(answers.map(({ processes }) => processes.length)).toEqual([0, 1, 2, 3]);
  });

  it('leaves errors that are no absence to the caller', async () => {
    const { lineage, state } = setUp();
    state.mode = 'broken';
    await expect(lineage.apply([up(1)])).rejects.toMatchObject({ code: 'KW_STATE_FAILED' });
    await expect(lineage.ancestry([query(1)])).rejects.toMatchObject({ code: 'KW_STATE_FAILED' });
  });

  it('cuts the answer of the kernel at the depth', async () => {
    const { lineage, state } = setUp();
    state.mode = 'away';
    const [answer] = await lineage.ancestry([{ ...query(2), depth: 1 }]);
    expect(answer?.processes).toHaveLength(1);
  });
});

import {
  CONTRACT_RETENTION_SECONDS,
  describeIncidentStoreContract,
  describeLineageStoreContract,
  FakeClock,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { MemoryIncidentStore } from './memory-incidents.js';
import { MemoryLineageStore } from './memory-lineage.js';

describeLineageStoreContract('memory', () => {
  const clock = new FakeClock();
  const store = new MemoryLineageStore({
    maxProcesses: 10_000,
    retentionSeconds: CONTRACT_RETENTION_SECONDS,
    now: () => clock.nowMs(),
  });
  const pass = (seconds: number): Promise<void> => {
    clock.advance(seconds * 1_000);
    return Promise.resolve();
  };
  return Promise.resolve({ store, pass });
});

describeIncidentStoreContract('memory', () =>
  Promise.resolve({ store: new MemoryIncidentStore(), close: () => Promise.resolve() }),
);

describe('MemoryLineageStore', () => {
  const key = (pid: number) => ({ node: 'n', boot_id: 'b', pid, start_time: 1 });
  const up = (pid: number) => ({
    kind: 'upsert' as const,
    key: key(pid),
    record: { pid, start_time: 1, comm: 'p' },
  });

  it('forgets exited processes before living ones, and then the least recently used', async () => {
    const store = new MemoryLineageStore({ maxProcesses: 3, retentionSeconds: 60 });
    await store.apply([up(1), up(2), up(3), { kind: 'exit', key: key(2), exited_at: 'x' }]);
    await store.ancestry([{ key: key(1), depth: 1 }]);
    await store.apply([up(4)]);
    await store.apply([up(5)]);
    const pids = [1, 2, 3, 4, 5];
    const answers = await store.ancestry(pids.map((pid) => ({ key: key(pid), depth: 1 })));
    expect(answers.map(({ processes }) => processes.length)).toEqual([1, 0, 0, 1, 1]);
    expect(store.size).toBe(3);
  });
});

import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { OffsetCommitter, type CommitAccess } from './offset-committer.js';
import { UndecidedOffsets } from './undecided.js';

/** A partition whose work has come to `done`; `commits` has what was committed, in order. */
function partition(fails: () => boolean = () => false) {
  const state = { done: 0, committed: 0 };
  const commits: string[] = [];
  const offsets = () => ({
    topics:
      state.done === state.committed
        ? []
        : [{ topic: 't', partitions: [{ partition: 0, offset: String(state.done) }] }],
  });
  const access: CommitAccess = {
    uncommittedOffsets: offsets,
    commitOffsetsIfNecessary: (given) => {
      if (fails()) return Promise.reject(new Error('rebalancing'));
      const offset = given?.topics[0]?.partitions[0]?.offset ?? '';
      commits.push(offset);
      state.committed = Number(offset);
      return Promise.resolve();
    },
  };
  return { state, commits, access };
}

const silent = pino({ level: 'silent' });

describe('OffsetCommitter', () => {
  it('commits the first at once and a stream of them a few times a second', async () => {
    vi.useFakeTimers();
    try {
      const { state, commits, access } = partition();
      const committer = new OffsetCommitter(silent, new UndecidedOffsets());
      for (let offset = 1; offset <= 100; offset += 1) {
        state.done = offset;
        committer.schedule(access);
        await vi.advanceTimersByTimeAsync(10);
      }
      await vi.advanceTimersByTimeAsync(1_000);
      expect(commits[0]).toBe('1');
      expect(commits.at(-1)).toBe('100');
      expect(commits.length).toBeLessThanOrEqual(7);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tries a commit that failed again without another batch, but not for ever', async () => {
    vi.useFakeTimers();
    try {
      let refusals = 2;
      const { state, commits, access } = partition(() => refusals-- > 0);
      const committer = new OffsetCommitter(silent, new UndecidedOffsets());
      state.done = 5;
      committer.schedule(access);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(commits).toEqual(['5']);

      let attempts = 0;
      const refused = partition(() => (attempts += 1) > 0);
      refused.state.done = 6;
      committer.schedule(refused.access);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(attempts).toBe(5);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('makes up for a commit that failed with the next one, and never rejects', async () => {
    let failing = true;
    const { state, commits, access } = partition(() => failing);
    const committer = new OffsetCommitter(silent, new UndecidedOffsets());
    state.done = 5;
    committer.schedule(access);
    await committer.flush();
    expect(commits).toEqual([]);
    failing = false;
    await committer.flush();
    expect(commits).toEqual(['5']);
    await committer.flush();
    expect(commits).toEqual(['5']);
  });

  it('stops before the first undecided message, says so once, and goes on when it is decided', async () => {
    const { state, commits, access } = partition();
    const undecided = new UndecidedOffsets();
    const committer = new OffsetCommitter(silent, undecided);
    undecided.add('t', 0, '7');
    undecided.add('t', 0, '8');
    state.done = 12;
    committer.schedule(access);
    await committer.flush();
    await committer.flush();
    undecided.decide('t', 0, '8');
    committer.again();
    await committer.flush();
    expect(commits).toEqual(['7']);
    undecided.decide('t', 0, '7');
    committer.again();
    await committer.flush();
    expect(commits).toEqual(['7', '12']);
  });
});

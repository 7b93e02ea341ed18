import { describe, expect, it } from 'vitest';
import { LagJudge, type Lag, type PartitionOffsets } from './lag-judge.js';

const at = (high: number, committed?: number, partition = 0, low = 0): PartitionOffsets => ({
  partition,
  low,
  high,
  committed,
});

/** Judges what a group looks like at each of these times. */
function judge(...steps: [nowMs: number, ...partitions: PartitionOffsets[]][]): Lag[] {
  const judged = new LagJudge({ maxMessages: 100, forMs: 1_000 });
  return steps.map(([now, ...partitions]) =>
    judged.see({ group: 'g', topic: 't', partitions }, now),
  );
}

describe('LagJudge', () => {
  it('finds nothing of a group that has worked everything off', () => {
    expect(judge([0, at(50, 50), at(0, undefined, 1)])).toEqual([
      { messages: 0, behindMs: 0, readUntilMs: 0, isLagging: false, isOver: true },
    ]);
  });

  it('tells too many messages at once, on both sides of the limit', () => {
    const [enough, over] = judge([0, at(100, 0)], [1, at(101, 0)]);
    expect([enough?.isLagging, over?.isLagging]).toEqual([false, true]);
    expect(judge([0, at(60, 0), at(41, 0, 1)])[0]).toMatchObject({
      messages: 101,
      isLagging: true,
    });
  });

  it('tells few messages when they wait too long, on both sides of the limit', () => {
    const seen = judge([0, at(5, 5)], [10, at(6, 5)], [999, at(7, 5)], [1_000, at(8, 5)]);
    expect(seen.map(({ isLagging }) => isLagging)).toEqual([false, false, false, true]);
    expect(seen[3]).toMatchObject({ messages: 3, behindMs: 1_000, readUntilMs: 0 });
  });

  it('does not mind a busy group that is always some messages behind', () => {
    const steps = Array.from({ length: 500 }, (_, n): [number, PartitionOffsets] => [
      n * 100,
      at((n + 1) * 90, n * 90),
    ]);
    const seen = judge(...steps);
    expect(seen.some(({ isLagging }) => isLagging)).toBe(false);
    expect(seen.at(-1)).toMatchObject({ messages: 90, behindMs: 100 });
  });

  it('counts from the oldest message that is still there, for a group that never worked any off', () => {
    expect(judge([0, at(30, undefined, 0, 10)])[0]).toMatchObject({
      messages: 20,
      readUntilMs: undefined,
    });
    expect(judge([0, at(30, 5, 0, 10)])[0]?.messages).toBe(20);
  });

  it('knows how far a group has read by its slowest partition', () => {
    const seen = judge(
      [0, at(5, 5), at(5, 4, 1)],
      [10, at(6, 6), at(6, 5, 1)],
      [20, at(6, 6), at(9, 6, 1)],
      [30, at(6, 6), at(9, 9, 1)],
    );
    expect(seen.map(({ readUntilMs }) => readUntilMs)).toEqual([undefined, 0, 10, 30]);
  });

  it('ends well below the limits, so that it does not begin again at once', () => {
    const isOver = (messages: number): boolean | undefined =>
      judge([0, at(messages, 0)])[0]?.isOver;
    expect([isOver(50), isOver(51)]).toEqual([true, false]);
    const late = judge([0, at(1, 1)], [499, at(2, 1)], [500, at(2, 1)]);
    expect(late.map(({ isOver }) => isOver)).toEqual([true, true, false]);
  });

  it('remembers since when a group is stopped, however long', () => {
    const steps = Array.from({ length: 5_000 }, (_, n): [number, PartitionOffsets] => [
      n * 10,
      at(n + 1, 1),
    ]);
    expect(judge(...steps).at(-1)?.behindMs).toBe(49_990);
  });

  it('forgets partitions that are gone', () => {
    const seen = judge([0, at(9, 0), at(9, 0, 1)], [5_000, at(9, 9)]);
    expect(seen[1]).toMatchObject({ messages: 0, behindMs: 0, isOver: true });
  });
});

import { describe, expect, it } from 'vitest';
import type { NodeMark } from './node-record.js';
import { silenceId } from './node-silent.js';
import { LEAST_SILENCE_MS, SilenceWatch, silentAfter, type Reading } from './silence.js';

const NOBODY = new Map<string, string>();
const mark = (more: Partial<NodeMark> = {}): NodeMark => ({
  node: 'a',
  boot_id: 'b',
  seq: 1,
  state: 'alive',
  proof_age_ms: 7,
  interval_ms: 10,
  heard_ms: 0,
  ...more,
});
const upTo = (untilMs: number, unbrokenMs = -Infinity): Reading => ({ untilMs, unbrokenMs });

/** Looks at one node at each of these times; everything up to then is read unless told. */
function looks(
  ...steps: [nowMs: number, mark: NodeMark, reading?: Reading | 'unknown'][]
): boolean[] {
  const watch = new SilenceWatch({ silentAfterMs: 100 });
  return steps.map(([now, each, reading = upTo(now)]) => {
    const known = reading === 'unknown' ? undefined : reading;
    return watch.look([each], NOBODY, known, now)[0]?.isSilent ?? false;
  });
}

describe('SilenceWatch', () => {
  it('finds a node silent after that time, and not a moment before', () => {
    expect(looks([1_000, mark()], [1_099, mark()], [1_100, mark()])).toEqual([false, false, true]);
  });

  it('begins to count anew with each heartbeat', () => {
    const steps = looks(
      [0, mark()],
      [99, mark({ seq: 2 })],
      [198, mark({ seq: 2 })],
      [199, mark({ seq: 2 })],
    );
    expect(steps).toEqual([false, false, false, true]);
    expect(
      looks([0, mark({ seq: 9 })], [99, mark({ boot_id: 'c' })], [198, mark({ boot_id: 'c' })]),
    ).toEqual([false, false, false]);
  });

  it('asks no wall clock: what heartbeats say of time changes nothing', () => {
    const far = mark({ heard_ms: 9e15 });
    expect(looks([0, far], [99, far], [100, far])).toEqual([false, false, true]);
    const past = mark({ heard_ms: -9e15 });
    expect(looks([0, past], [99, past], [100, past])).toEqual([false, false, true]);
  });

  it('knows nothing while nobody knows how far the events are read', () => {
    expect(looks([0, mark()], [1_000, mark(), 'unknown'], [1_001, mark()])).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('lets no time pass for events that are not read yet', () => {
    expect(looks([0, mark()], [500, mark(), upTo(99)], [501, mark(), upTo(100)])).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('begins to count anew when the bus was away', () => {
    const back = [500, mark(), upTo(500, 480)] as const;
    expect(
      looks([0, mark()], [...back], [579, mark(), upTo(579, 480)], [580, mark(), upTo(580, 480)]),
    ).toEqual([false, false, false, true]);
  });

  it('believes whoever has told it already, for that heartbeat', () => {
    const watch = new SilenceWatch({});
    const told = new Map([['a', silenceId(mark())]]);
    expect(watch.look([mark()], told, upTo(0), 0)[0]).toMatchObject({
      isSilent: true,
      isTold: true,
    });
    const spoke = watch.look([mark({ seq: 2 })], told, upTo(1), 1)[0];
    expect(spoke).toMatchObject({ isSilent: false, isTold: false });
  });

  it('begins to count anew when it starts over', () => {
    const watch = new SilenceWatch({ silentAfterMs: 100 });
    watch.look([mark()], NOBODY, upTo(0), 0);
    watch.startOver();
    expect(watch.look([mark()], NOBODY, upTo(150), 150)[0]?.isSilent).toBe(false);
    expect(watch.look([mark()], NOBODY, upTo(250), 250)[0]?.isSilent).toBe(true);
  });

  it('vouches for a proof only when it has seen the node speak', () => {
    const watch = new SilenceWatch({ silentAfterMs: 1_000 });
    const age = (each: NodeMark, now: number, reading: Reading | undefined = upTo(now)) =>
      watch.look([each], NOBODY, reading, now)[0]?.proofAgeMs;
    expect(age(mark(), 0)).toBeUndefined();
    expect(age(mark({ seq: 2 }), 10)).toBe(7);
    expect(age(mark({ seq: 2 }), 15)).toBe(12);
    watch.look([mark({ seq: 2 })], NOBODY, undefined, 16);
    expect(watch.look([mark({ seq: 2 })], NOBODY, undefined, 16)[0]?.proofAgeMs).toBeUndefined();
    expect(age(mark({ seq: 3, state: 'blind' }), 20)).toBeUndefined();
    expect(age(mark({ seq: 4 }), 30)).toBe(7);
    expect(age(mark({ seq: 4 }), 1_030)).toBeUndefined();
  });

  it('waits for three heartbeats, but for 90 s at the least', () => {
    expect(silentAfter(mark({ interval_ms: 10_000 }), {})).toBe(LEAST_SILENCE_MS);
    expect(silentAfter(mark({ interval_ms: 30_000 }), {})).toBe(90_000);
    expect(silentAfter(mark({ interval_ms: 30_001 }), {})).toBe(90_003);
    expect(silentAfter(mark({ interval_ms: 30_001 }), { silentAfterMs: 5 })).toBe(5);
  });

  it('forgets nodes that are not known any more', () => {
    const watch = new SilenceWatch({ silentAfterMs: 100 });
    watch.look([mark()], NOBODY, upTo(0), 0);
    expect(watch.look([], NOBODY, upTo(50), 50)).toEqual([]);
    expect(watch.look([mark()], NOBODY, upTo(101), 101)[0]?.isSilent).toBe(false);
  });
});

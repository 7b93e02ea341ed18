import { MemoryDutyStore } from '@keywarden/state';
import type { Silence } from '@keywarden/routing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { DutyView } from './duty-view.js';

const T0 = Date.parse('2026-11-24T04:00:00Z');
const HOUR = 3_600_000;
const iso = (ms: number) => new Date(T0 + ms).toISOString();

const silence = (id: string, ends_at: string, endedAt?: string): Silence => ({
  id,
  matchers: ['risk >= 0'],
  author: 'alice',
  reason: 'rotation',
  created_at: iso(0),
  starts_at: iso(0),
  ends_at,
  ...(endedAt === undefined ? {} : { ended: { by: 'bob', at: endedAt } }),
});

/** A view on silences, with a clock that is set by hand. */
async function viewOf(...silences: readonly Silence[]) {
  const duty = new MemoryDutyStore();
  for (const one of silences) {
    await duty.putSilence({ time: iso(0), action: 'created', by: 'alice', silence: one });
  }
  const clock = { ms: 0 };
  const view = new DutyView({
    duty,
    rules: [],
    inhibitForMs: HOUR,
    silenceRetentionMs: 120 * HOUR,
    timeIntervals: new Map(),
    nowMs: () => T0 + clock.ms,
    logger: pino({ level: 'silent' }),
  });
  const left = async (ms: number): Promise<string[]> => {
    clock.ms = ms;
    await view.mutes();
    return (await duty.silences()).map(({ id }) => id);
  };
  return { duty, left };
}

describe('silences that are over', () => {
  it('are kept for the retention after they ran out or were ended, then removed', async () => {
    const { duty, left } = await viewOf(
      silence('ran-out', iso(2 * HOUR)),
      silence('ended', iso(500 * HOUR), iso(HOUR)),
      silence('long', iso(300 * HOUR)),
    );
    expect(await left(121 * HOUR - 1)).toEqual(['ran-out', 'ended', 'long']);
    expect(await left(121 * HOUR + 1_000)).toEqual(['ran-out', 'long']);
    expect(await left(122 * HOUR)).toEqual(['long']);
    expect(await left(419 * HOUR)).toEqual(['long']);
    expect(await left(420 * HOUR)).toEqual([]);
    expect(await duty.silenceChanges(10)).toHaveLength(3);
  });

  it('stay when nobody can say since when', async () => {
    const { left } = await viewOf(silence('odd', 'tomorrow'), silence('worse', iso(0), 'x'));
    expect(await left(10_000 * HOUR)).toEqual(['odd', 'worse']);
  });
});

import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type Answer,
  type TimelineOptions,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

const rejected = { outcome: 'rejected', reason: 'no such channel' } as const;
const delivered = { outcome: 'delivered' } as const;
const quick = { groupWaitMs: 0, groupIntervalMs: MINUTE, repeatIntervalMs: 0 };
const a = anIncidentAlert('a');
/** Takes everything but what is told for this reason. */
const all =
  (but: string, untilMs = Infinity): Answer =>
  ({ reason }, atMs) =>
    reason === but && atMs < untilMs ? rejected : delivered;

async function withA(options: Partial<TimelineOptions>): Promise<Timeline> {
  const line = new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'soc' }],
    ...options,
  });
  await line.at(0, () => {
    line.push(a);
  });
  return line;
}

const lost = (line: Timeline) =>
  line.lost.map(({ atMs, notification: { receiver, reason } }) => {
    return `${String(Math.floor(atMs / MINUTE))} ${reason} to ${receiver}`;
  });
const keys = (line: Timeline) => new Set(line.lost.map(({ notification }) => notification.key));

describe('what nobody took and no bus has', () => {
  it('is a repeat, with every error, and the same one each time that it is offered', async () => {
    const line = await withA({
      receivers: [{ name: 'soc', answer: all('repeat', 13 * MINUTE) }],
      route: { timing: { ...quick, repeatIntervalMs: 10 * MINUTE } },
    });
    await line.at(15 * MINUTE);
    expect(lost(line)).toEqual(['10 repeat to soc', '11 repeat to soc', '12 repeat to soc']);
    expect(keys(line).size).toBe(1);
    const [first] = line.lost;
    expect(first?.notification).toMatchObject({
      alert: { id: 'a' },
      settlement: {
        because: 'rejected',
        attempts: [{ receiver: 'soc', error: 'no such channel' }],
      },
    });
    expect(line.told.at(-1)?.notification).toMatchObject({ reason: 'repeat' });
    expect(line.told.at(-1)?.notification.id).toBe(first?.notification.key);
  });

  it('is a repeat that the fallback did not take either, with the errors of both', async () => {
    const line = await withA({
      receivers: [
        { name: 'soc', answer: all('repeat'), fallback: 'mail' },
        { name: 'mail', answer: () => rejected },
      ],
      route: { receivers: ['soc'], timing: { ...quick, repeatIntervalMs: 10 * MINUTE } },
    });
    await line.at(10 * MINUTE + 5 * SECOND);
    const attempts = line.lost[0]?.notification.settlement.attempts;
    expect(attempts?.map(({ receiver }) => receiver)).toEqual(['soc', 'mail']);
  });

  it('is not a repeat that the fallback took', async () => {
    const line = await withA({
      receivers: [{ name: 'soc', answer: all('repeat'), fallback: 'mail' }, { name: 'mail' }],
      route: { receivers: ['soc'], timing: { ...quick, repeatIntervalMs: 10 * MINUTE } },
    });
    await line.at(30 * MINUTE);
    expect(line.between(0, HOUR, 'mail')).toContain('repeat: a');
    expect(line.lost).toEqual([]);
  });

  it('is an escalation, for each receiver that did not take it, and the step is taken', async () => {
    const line = await withA({
      receivers: [{ name: 'soc' }, { name: 'lead', answer: () => rejected }, { name: 'boss' }],
      route: {
        receivers: ['soc'],
        timing: quick,
        escalation: [
          { afterMs: 5 * MINUTE, receivers: ['lead', 'boss'] },
          { afterMs: 15 * MINUTE, receivers: ['boss'] },
        ],
      },
    });
    await line.at(HOUR);
    // The boss, who has heard of it, escalates as well: the same notification.
    expect(lost(line)[0]).toBe('5 escalation to lead');
    expect(keys(line).size).toBe(1);
    expect(line.between(0, HOUR, 'boss')).toEqual(['escalation: a', 'escalation: a']);
  });

  it('is the end of an incident, which is closed then', async () => {
    const line = await withA({
      receivers: [{ name: 'soc', answer: all('resolved') }],
      route: { timing: { ...quick, resolveAfterMs: 30 * MINUTE } },
    });
    await line.at(2 * HOUR);
    expect(lost(line)).toEqual(['30 resolved to soc']);
    expect((await line.store.state('soc', 'incident'))?.closed).toBe(true);
  });

  it('is what was muted and is told late', async () => {
    const duty = new MemoryDutyStore();
    const silence = {
      id: 's',
      matchers: ['risk >= 0'],
      ...{ author: 'alice', reason: 'test', created_at: '2026-01-01T00:00:00Z' },
      ...{ starts_at: '2026-01-01T00:00:00Z', ends_at: '2026-11-24T04:10:00Z' },
    };
    await duty.putSilence({ time: 't', action: 'created', by: 'alice', silence });
    const line = await withA({
      start: '2026-11-24T04:00:00Z',
      duty,
      receivers: [{ name: 'soc', answer: all('unmuted', 12 * MINUTE) }],
      route: { timing: quick },
    });
    await line.at(14 * MINUTE);
    expect(new Set(lost(line).map((text) => text.replace(/^\d+ /, '')))).toEqual(
      new Set(['unmuted to soc']),
    );
    expect(keys(line).size).toBe(1);
    expect(line.log('soc').at(-1)).toMatch(/unmuted: a$/);
  });

  it('is never an alert: its bus has it', async () => {
    const line = await withA({ receivers: [{ name: 'soc', answer: () => rejected }] });
    await line.at(10 * MINUTE);
    expect(line.outcomes('a')).toEqual(['undeliverable']);
    expect(line.lost).toEqual([]);
  });
});

describe('what cannot be kept', () => {
  const canKeep = (_: unknown, atMs: number) => atMs >= 40 * MINUTE;

  it('is an end that is not done with until it can be', async () => {
    const line = await withA({
      canKeep,
      receivers: [{ name: 'soc', answer: all('resolved') }],
      route: { timing: { ...quick, resolveAfterMs: 30 * MINUTE } },
    });
    await line.at(39 * MINUTE);
    expect((await line.store.state('soc', 'incident'))?.closed).toBe(false);
    await line.at(2 * HOUR);
    expect(line.lost).toHaveLength(1);
    expect((await line.store.state('soc', 'incident'))?.closed).toBe(true);
  });

  it('is a step that comes again, and tells nobody twice', async () => {
    const line = await withA({
      canKeep,
      receivers: [{ name: 'soc' }, { name: 'lead', answer: () => rejected }, { name: 'boss' }],
      route: {
        receivers: ['soc'],
        timing: quick,
        escalation: [{ afterMs: 35 * MINUTE, receivers: ['lead', 'boss'] }],
      },
    });
    await line.at(2 * HOUR);
    expect(lost(line)[0]).toBe('40 escalation to lead');
    expect(keys(line).size).toBe(1);
    expect(line.between(0, 2 * HOUR, 'boss')).toEqual(['escalation: a']);
  });

  it('is kept by the next process when this one is killed first', async () => {
    let isAlive = true;
    const line = await withA({
      canKeep: () => !isAlive,
      receivers: [{ name: 'soc', answer: all('resolved') }],
      route: { timing: { ...quick, resolveAfterMs: 30 * MINUTE } },
    });
    await line.at(30 * MINUTE + 10 * SECOND, () => {
      expect(line.calls.length).toBeGreaterThan(1);
      isAlive = false;
      line.restart();
    });
    await line.at(2 * HOUR);
    expect(lost(line)).toEqual([expect.stringMatching(/^3\d resolved to soc$/)]);
  });
});

import { anIncidentAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { afterClosed, afterMuted, afterTold, duePlan, flushDelayMs, nextDueMs } from './group.js';

const timing = {
  groupWaitMs: 30,
  groupIntervalMs: 300,
  repeatIntervalMs: 1_000,
  resolveAfterMs: 5_000,
};
const a = anIncidentAlert('a', 'i', { risk_score: 50 });
const b = anIncidentAlert('b', 'i', { risk_score: 60 });
const news = { isNew: true, nowMs: 100 };
const told = afterTold(undefined, [a], news);

describe('a group', () => {
  it('waits for company at first, then for the rest of the interval', () => {
    expect(flushDelayMs(undefined, timing, 0)).toBe(30);
    expect(flushDelayMs(told, timing, 100)).toBe(300);
    expect(flushDelayMs(told, timing, 399)).toBe(1);
    expect(flushDelayMs(told, timing, 400)).toBe(0);
    expect(flushDelayMs(told, timing, 9_999)).toBe(0);
    expect(flushDelayMs(told, timing, -86_400_000)).toBe(300);
    expect(flushDelayMs(afterClosed(told), timing, 101)).toBe(30);
    expect(flushDelayMs(afterMuted(undefined, [a], 0), timing, 1)).toBe(30);
  });

  it('counts what was told and what was muted, each once', () => {
    const muted = afterMuted(told, [a, b], 200);
    expect(muted).toMatchObject({ told: 1, muted: 2, gravest: b, last_told_ms: 100 });
    expect(afterTold(muted, [b], { isNew: false, nowMs: 300 })).toMatchObject({
      told: 3,
      muted: 0,
      last_alert_ms: 200,
    });
    expect(afterTold(muted, [a], { isNew: true, nowMs: 300 })).toMatchObject({ told: 4, muted: 0 });
  });

  it('begins anew after its end; only the counts go on', () => {
    const closed = afterClosed(afterMuted({ ...told, escalated: 2 }, [b], 200));
    expect(closed).toMatchObject({ closed: true, muted: 0, notifications: 2, episode: 1 });
    expect(afterClosed(closed)).toMatchObject({ episode: 1 });
    expect(afterTold(closed, [a], { isNew: true, nowMs: 900 })).toEqual({
      ...told,
      episode: 1,
      notifications: 3,
      first_told_ms: 900,
      last_told_ms: 900,
      last_alert_ms: 900,
    });
  });

  it('remembers the latest 256 pieces of news', () => {
    let state = told;
    for (let n = 0; n < 300; n++) state = afterTold(state, [anIncidentAlert(String(n))], news);
    expect(state.news).toHaveLength(256);
    expect(state.news.at(-1)).toContain('/299.key');
  });

  it('has each thing due at its ms and not before', () => {
    const steps = [
      { afterMs: 500, receivers: ['x'] },
      { afterMs: 700, receivers: ['y'] },
    ];
    const plan = (nowMs: number) => duePlan(told, timing, steps, nowMs);
    expect(plan(599)).toEqual({ close: false, muted: false, repeat: false, escalate: [] });
    expect(plan(600).escalate).toEqual([0]);
    expect(plan(800).escalate).toEqual([0, 1]);
    expect(duePlan({ ...told, escalated: 1 }, timing, steps, 800).escalate).toEqual([1]);
    expect(plan(1_099).repeat).toBe(false);
    expect(plan(1_100).repeat).toBe(true);
    expect(plan(5_099).close).toBe(false);
    expect(plan(5_100).close).toBe(true);
    expect(duePlan(told, { ...timing, repeatIntervalMs: 0, resolveAfterMs: 0 }, [], 1e12)).toEqual({
      close: false,
      muted: false,
      repeat: false,
      escalate: [],
    });
  });

  it('is looked at when the first of them is due', () => {
    const steps = [{ afterMs: 500, receivers: ['x'] }];
    expect(nextDueMs(told, timing, steps, 100)).toBe(600);
    expect(nextDueMs({ ...told, escalated: 1 }, timing, steps, 100)).toBe(1_100);
    expect(nextDueMs(told, { ...timing, repeatIntervalMs: 0 }, [], 100)).toBe(5_100);
    expect(nextDueMs(afterClosed(told), timing, steps, 100)).toBeNull();
    const never = { ...timing, repeatIntervalMs: 0, resolveAfterMs: 0 };
    expect(nextDueMs(told, never, [], 100)).toBeNull();
    expect(nextDueMs(afterMuted(told, [a], 200), never, [], 200)).toBe(60_200);
  });
});

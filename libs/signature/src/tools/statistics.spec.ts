import { anOpenEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../verdict.js';
import { VerdictStatistics } from './statistics.js';
import { Tally } from './tally.js';

const LINEAGE = { processes: [], complete: true };
const ALLOWED: Verdict = { outcome: 'allowed', rule: 'kubelet', explanation: '' };
const ALERT: Verdict = {
  outcome: 'alert',
  reason: 'no-rule',
  explanation: '',
  evasions: [],
  confidence: 'high',
};

describe('VerdictStatistics', () => {
  it('counts by outcome, rule, reader, day and incident', () => {
    const statistics = new VerdictStatistics();
    const late = anOpenEvent({ time: '2026-11-24T23:59:59.999999999Z' });
    const early = anOpenEvent({ time: '2026-11-25T00:00:00.000000000Z' });
    statistics.see({ event: late, lineage: LINEAGE, verdict: ALERT }, 'a');
    statistics.see({ event: early, lineage: LINEAGE, verdict: ALERT }, 'a');
    statistics.see({ event: early, lineage: LINEAGE, verdict: ALLOWED }, undefined);
    expect(statistics.report(10)).toMatchObject({
      judged: 3,
      alerts: 2,
      outcomes: {
        top: [
          { key: 'alert no-rule', total: 2 },
          { key: 'allowed', alerts: 0 },
        ],
      },
      rules: { top: [{ key: 'kubelet', total: 1, alerts: 0 }] },
      readers: { top: [{ key: '/usr/bin/cat', total: 3, alerts: 2 }] },
      days: {
        top: [
          { key: '2026-11-24', total: 1, alerts: 1 },
          { key: '2026-11-25', total: 2, alerts: 1 },
        ],
      },
      incidents: { count: 1, top: [{ key: 'a', total: 2 }] },
    });
  });
});

describe('Tally', () => {
  it('puts alerts first, and says what it leaves out', () => {
    const tally = new Tally();
    for (const key of ['often', 'often', 'often', 'once']) tally.add(key, false);
    tally.add('theft', true);
    expect(tally.report(2)).toEqual({
      top: [
        { key: 'theft', total: 1, alerts: 1 },
        { key: 'often', total: 3, alerts: 0 },
      ],
      left_out: { keys: 1, total: 1 },
    });
  });

  it('stays within its room and still counts every event', () => {
    const tally = new Tally(2);
    for (let number = 0; number < 50; number += 1) tally.add(`key ${String(number)}`, false);
    tally.add('key 0', false);
    expect(tally.size).toBe(2);
    const { top, left_out } = tally.report(10);
    expect(top.map(({ total }) => total)).toEqual([2, 1]);
    expect(left_out).toEqual({ keys: 1, total: 48 });
  });
});

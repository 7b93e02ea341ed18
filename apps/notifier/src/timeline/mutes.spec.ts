import { aRoute } from '@keywarden/testing';
import { parseMatcher, type Matcher, type Silence } from '@keywarden/routing';
import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type TimelineOptions,
  type TimelineReceiver,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

function start(receiver: Partial<TimelineReceiver> = {}, options: Partial<TimelineOptions> = {}) {
  return new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'soc', ...receiver }],
    ...options,
  });
}

const T0 = Date.parse('2026-11-24T04:00:00Z');
const quick = { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 };
const a = anIncidentAlert('a');
const iso = (ms: number) => new Date(T0 + ms).toISOString();

function matcher(source: string): Matcher {
  const parsed = parseMatcher(source);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

function silence(fromMs: number, toMs: number, matchers = ['risk >= 0']): Silence {
  return {
    id: 's',
    matchers,
    author: 'alice',
    reason: 'rotation',
    created_at: iso(0),
    starts_at: iso(fromMs),
    ends_at: iso(toMs),
  };
}

async function silenced(one: Silence): Promise<{ line: Timeline; duty: MemoryDutyStore }> {
  const duty = new MemoryDutyStore();
  await duty.putSilence({ time: iso(0), action: 'created', by: 'alice', silence: one });
  return { line: start({}, { duty, route: { timing: quick } }), duty };
}

describe('a silence', () => {
  it('mutes, and people hear of what it muted when it ends', async () => {
    const { line } = await silenced(silence(0, 10 * MINUTE));
    await line.at(1 * MINUTE, () => {
      line.push(a, anIncidentAlert('b'));
    });
    await line.at(10 * MINUTE - 1);
    expect(line.told).toEqual([]);
    expect(line.settlements.get('a')).toMatchObject([
      { outcome: 'muted', by: 'silenced: silence s by alice: rotation' },
    ]);
    await line.at(2 * HOUR);
    expect(line.between(10 * MINUTE, 11 * MINUTE + 2 * SECOND)).toEqual(['unmuted: a']);
    expect(line.told).toHaveLength(1);
    expect(line.told[0]?.notification.muted).toBe(2);
    expect((await line.store.state('soc', 'incident'))?.told).toBe(2);
  });

  for (const [name, one, told] of [
    ['pending', silence(1, MINUTE), 1],
    ['active from this ms on', silence(0, MINUTE), 0],
    ['over since this ms', silence(-MINUTE, 0), 1],
    ['active for one more ms', silence(-MINUTE, 1), 0],
    ['with a matcher that cannot be read', silence(0, HOUR, ['risk >= high']), 1],
    ['without a matcher', silence(0, HOUR, []), 1],
    ['whose end cannot be read', { ...silence(0, HOUR), ends_at: 'tomorrow' }, 1],
    ['whose start cannot be read', { ...silence(0, HOUR), starts_at: '' }, 1],
    ['ended early', { ...silence(0, HOUR), ended: { by: 'bob', at: iso(0) } }, 1],
    ['about something else', silence(0, HOUR, ['node = other']), 1],
  ] as const) {
    it(`that is ${name} lets ${String(told)} through`, async () => {
      const { line } = await silenced(one);
      await line.at(0, () => {
        line.push(a);
      });
      expect(line.told).toHaveLength(told);
    });
  }

  it('that is ended early gives back what it muted, after a kill too, once', async () => {
    const { line, duty } = await silenced(silence(0, 10 * HOUR));
    await line.at(0, () => {
      line.push(a);
    });
    const ended = { ...silence(0, 10 * HOUR), ended: { by: 'bob', at: iso(MINUTE) } };
    await line.at(5 * MINUTE, async () => {
      await duty.putSilence({ time: iso(0), action: 'ended', by: 'bob', silence: ended });
      line.restart();
    });
    await line.at(20 * MINUTE);
    expect(line.between(5 * MINUTE, 7 * MINUTE)).toEqual(['unmuted: a']);
    expect(line.told).toHaveLength(1);
  });

  it('does not count an alert twice that comes again after a kill', async () => {
    const { line } = await silenced(silence(0, 10 * MINUTE));
    await line.at(0, () => {
      line.push(a);
      line.restart();
    });
    await line.at(MINUTE, () => {
      line.push(a);
    });
    await line.at(20 * MINUTE);
    expect(line.told.map(({ notification }) => notification.muted)).toEqual([1]);
  });
});

describe('inhibition', () => {
  const rule = {
    name: 'blind',
    source: [matcher('signature = KW-BLIND')],
    target: [matcher('risk >= 0')],
    equal: ['node'],
  };
  const source = {
    incident_id: 'blind',
    alert_id: 'blind-1',
    rule: 'blind',
    equal: { node: ['node-1'] },
    severity: 3,
    risk: 90,
    until: iso(10 * MINUTE),
  };
  const withSource = (overrides: Partial<typeof source>) =>
    start(
      {},
      {
        mutes: () => ({ inhibitRules: [rule], inhibitSources: [{ ...source, ...overrides }] }),
        route: { timing: quick },
      },
    );

  for (const [name, overrides, told] of [
    ['graver', {}, 0],
    ['of equal risk', { risk: a.risk_score }, 1],
    ['of less risk', { risk: a.risk_score - 1 }, 1],
    ['barely graver', { risk: a.risk_score + 1 }, 0],
    ['of less severity', { severity: 2 }, 1],
    ['on another node', { equal: { node: ['node-2'] } }, 1],
    ['of the same incident', { incident_id: 'incident' }, 1],
    ['of a rule that is gone', { rule: 'old' }, 1],
    ['over since this ms', { until: iso(0) }, 1],
    ['open for one more ms', { until: iso(1) }, 0],
    ['of an end that cannot be read', { until: 'soon' }, 1],
  ] as const) {
    it(`by a source that is ${name} lets ${String(told)} through`, async () => {
      const line = withSource(overrides as Partial<typeof source>);
      await line.at(0, () => {
        line.push(a);
      });
      expect(line.told).toHaveLength(told);
    });
  }

  it('ends with its source, and people hear of what it muted', async () => {
    const line = withSource({});
    await line.at(0, () => {
      line.push(a);
    });
    await line.at(12 * MINUTE);
    expect(line.between(10 * MINUTE, 11 * MINUTE + 2 * SECOND)).toEqual(['unmuted: a']);
  });

  it('holds nothing back from a machine', async () => {
    const line = start(
      { style: 'stream' },
      { mutes: () => ({ inhibitRules: [rule], inhibitSources: [source] }) },
    );
    await line.at(0, () => {
      line.push(a);
    });
    expect(line.told).toHaveLength(1);
  });
});

describe('time intervals', () => {
  const interval = (from: number, to: number, zone: string) => ({
    times: [{ from, to }],
    weekdays: [],
    daysOfMonth: [],
    months: [],
    years: [],
    zone,
  });
  const night = [interval(22 * 60, 24 * 60, 'Europe/Berlin'), interval(0, 6 * 60, 'Europe/Berlin')];
  const timeIntervals = new Map([['night', night]]);

  it('mute over midnight as two ranges; the rest of the day is told', async () => {
    const route = { timing: quick, muteTimeIntervals: ['night'] };
    const told = async (clock: string) => {
      const line = start({}, { route, mutes: () => ({ timeIntervals }), start: clock });
      await line.at(0, () => {
        line.push(a);
      });
      return line.told.length;
    };
    expect(await told('2026-01-10T20:59:59.999Z')).toBe(1);
    expect(await told('2026-01-10T21:00:00Z')).toBe(0);
    expect(await told('2026-01-10T23:30:00Z')).toBe(0);
    expect(await told('2026-01-11T04:59:59.999Z')).toBe(0);
    expect(await told('2026-01-11T05:00:00Z')).toBe(1);
  });

  it('hold back until the active one begins', async () => {
    const route = { timing: quick, activeTimeIntervals: ['night'] };
    const line = start(
      {},
      { route, mutes: () => ({ timeIntervals }), start: '2026-01-10T20:30:00Z' },
    );
    await line.at(0, () => {
      line.push(a);
    });
    await line.at(HOUR);
    expect(line.between(30 * MINUTE, 31 * MINUTE + 2 * SECOND)).toEqual(['unmuted: a']);
  });

  it('of a name that nobody defined hold nothing back', async () => {
    const route = { timing: quick, activeTimeIntervals: ['dusk'], muteTimeIntervals: ['dawn'] };
    const line = start({}, { route });
    await line.at(0, () => {
      line.push(a);
    });
    expect(line.told).toHaveLength(1);
  });

  it('of one route hold back nothing that comes on another', async () => {
    const low = aRoute(['soc'], {
      matchers: [matcher('risk < 50')],
      muteTimeIntervals: ['always'],
      timing: quick,
    });
    const always = [{ ...interval(0, 1_440, 'UTC') }];
    const line = start(
      {},
      {
        route: {
          timing: { ...quick, groupWaitMs: 30 * SECOND },
          routes: [{ ...low, timing: { ...low.timing, groupWaitMs: 30 * SECOND } }],
        },
        mutes: () => ({ timeIntervals: new Map([['always', always]]) }),
      },
    );
    await line.at(0, () => {
      line.push(anIncidentAlert('low', 'incident', { risk_score: 10 }), a);
    });
    await line.at(MINUTE);
    expect(line.between(0, MINUTE)).toEqual(['alert: a']);
    expect(line.outcomes('low')).toEqual(['muted']);
  });
});

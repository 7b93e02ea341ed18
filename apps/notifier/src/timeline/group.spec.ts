import type { Alert } from '@keywarden/contracts';
import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anAlert,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type TimelineOptions,
  type TimelineReceiver,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

/** An alert of an incident about a credential of its own. */
function alertOf(id: string, incident = 'incident', overrides: Partial<Alert> = {}): Alert {
  const credential = { ...anAlert().credential, canonical_path: `/etc/kubernetes/pki/${id}.key` };
  return anAlert({ id, incident_id: incident, credential, ...overrides });
}

function timeline(
  receiver: Partial<TimelineReceiver> = {},
  options: Partial<TimelineOptions> = {},
): Timeline {
  return new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'people', ...receiver }],
    ...options,
  });
}

describe('grouping', () => {
  it('waits for company before the first notification', async () => {
    const line = timeline();
    await line.at(1 * SECOND, () => {
      line.push(alertOf('a'));
    });
    await line.at(20 * SECOND, () => {
      line.push(alertOf('b'));
    });
    await line.at(1 * MINUTE);
    expect(line.between(0, 30 * SECOND)).toEqual([]);
    expect(line.between(30 * SECOND, 31 * SECOND)).toEqual(['alert: a, b']);
    expect(line.outcomes('a')).toEqual(['delivered']);
  });

  it('keeps the interval between notifications, and repeats an open incident', async () => {
    const line = timeline({}, { route: { timing: { groupWaitMs: 0 } } });
    await line.at(0, () => {
      line.push(alertOf('a'));
    });
    await line.at(10 * SECOND, () => {
      line.push(alertOf('b'));
    });
    await line.at(20 * SECOND, () => {
      line.push(alertOf('c'));
    });
    await line.at(12 * HOUR);
    expect(line.between(0, 1)).toEqual(['alert: a']);
    expect(line.between(5 * MINUTE, 5 * MINUTE + SECOND)).toEqual(['alert: b, c']);
    expect(line.between(4 * HOUR + 5 * MINUTE, 4 * HOUR + 5 * MINUTE + 2 * SECOND)).toEqual([
      'repeat: a',
    ]);
    expect(line.told).toHaveLength(4);
  });

  it('keeps company to the ms: the wait and then the interval', async () => {
    const line = timeline({}, { route: { timing: { repeatIntervalMs: 0 } } });
    for (const [ms, id] of [
      [0, 'a'],
      [30 * SECOND - 1, 'b'],
      [30 * SECOND + 1, 'c'],
      [330 * SECOND - 1, 'd'],
      [330 * SECOND + 1, 'e'],
    ] as const) {
      await line.at(ms, () => {
        line.push(alertOf(id));
      });
    }
    await line.at(1 * HOUR);
    expect(line.log()).toEqual(['30 alert: a, b', '330 alert: c, d', '630 alert: e']);
  });

  it('keeps the incidents of many apart', async () => {
    const line = timeline();
    await line.at(0, () => {
      line.push(
        ...Array.from({ length: 400 }, (_, n) => alertOf(String(n), `i${String(n % 200)}`)),
      );
    });
    await line.at(30 * SECOND - 1);
    expect(line.told).toEqual([]);
    await line.at(30 * SECOND);
    expect(line.told).toHaveLength(200);
    expect(line.between(0, MINUTE)[7]).toBe('alert: 7, 207');
  });

  it('tells the same news once to people, and everything to machines', async () => {
    const receivers = [{ name: 'people' }, { name: 'siem', style: 'stream' as const }];
    const route = { timing: { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 } };
    const line = timeline({}, { receivers, route });
    const { credential } = anAlert();
    const repeated = (count: number) => ({
      credential,
      incident: {
        opened_at: '2026-11-24T04:00:00Z',
        alert_number: 2,
        event_count: count,
        credentials: [],
        stage: 'repeated' as const,
        reason: '',
      },
    });
    for (const [at, id, overrides] of [
      [0, 'a', { credential }],
      [1, 'same', { credential }],
      [2, 'x10', repeated(10)],
      [3, 'x10-again', repeated(10)],
      [4, 'x100', repeated(100)],
      [5, 'x1000', repeated(1_000)],
    ] as const) {
      await line.at(at * SECOND, () => {
        line.push(alertOf(id, 'incident', overrides));
        if (id === 'same') line.restart();
      });
    }
    await line.at(1 * MINUTE);
    const told = (name: string) => line.log(name).map((text) => text.split(': ')[1]);
    expect(told('people')).toEqual(['a', 'x10', 'x100', 'x1000']);
    expect(told('siem').toSorted()).toEqual(['a', 'same', 'x10', 'x10-again', 'x100', 'x1000']);
    expect(line.outcomes('same', 'people')).toEqual(['deduplicated']);
  });

  it('loses nothing and repeats nothing when it is killed while it waits', async () => {
    const line = timeline();
    await line.at(0, () => {
      line.push(alertOf('a'));
    });
    await line.at(29 * SECOND, () => {
      line.restart();
    });
    await line.at(2 * MINUTE, () => {
      line.restart();
    });
    await line.at(3 * MINUTE);
    expect(line.between(0, 3 * MINUTE)).toEqual(['alert: a']);
  });
});

describe('retry', () => {
  it('goes on trying and tells once', async () => {
    const answer = (_: unknown, atMs: number) =>
      atMs < 40 * SECOND
        ? ({ outcome: 'retry', reason: 'down' } as const)
        : ({ outcome: 'delivered' } as const);
    const line = timeline({ style: 'stream', answer });
    await line.at(0, () => {
      line.push(...Array.from({ length: 20 }, (_, n) => alertOf(String(n), `i${String(n % 7)}`)));
    });
    await line.at(5 * MINUTE);
    expect(line.told).toHaveLength(20);
    expect(line.pipeline('people').pending).toBe(0);
    for (const one of ['0', '1', '2', '3', '4', '5', '6']) {
      const ids = line.told
        .filter(({ notification }) => notification.incident_id === `i${one}`)
        .map(({ notification }) => Number(notification.id));
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
    }
  });

  it('gives up a receiver that stays down, and the fallback tells', async () => {
    const line = timeline(
      {},
      {
        receivers: [
          {
            name: 'dead',
            style: 'stream',
            fallback: 'spare',
            answer: () => ({ outcome: 'retry', reason: 'down' }),
          },
          { name: 'spare', style: 'stream' },
        ],
        route: { receivers: ['dead'] },
      },
    );
    await line.at(0, () => {
      line.push(...Array.from({ length: 50 }, (_, n) => alertOf(String(n), `i${String(n)}`)));
    });
    await line.at(20 * MINUTE);
    expect(line.told.map(({ receiver }) => receiver)).toEqual(
      Array.from({ length: 50 }, () => 'spare'),
    );
    expect(line.outcomes('7')).toEqual(['not-routed', 'delivered']);
  });
});

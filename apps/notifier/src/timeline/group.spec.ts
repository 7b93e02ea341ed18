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

import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  MINUTE,
  SECOND,
  Timeline,
  type Answer,
  type TimelineReceiver,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

function start(receiver: Partial<TimelineReceiver>) {
  return new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'soc', style: 'stream', maxBatch: 10, ...receiver }],
  });
}

const retry = { outcome: 'retry', reason: 'busy' } as const;
const delivered = { outcome: 'delivered' } as const;
const ids = (line: Timeline) => line.calls.map((call) => call.ids.join(' '));

describe('a batch of a sink that may take a part of it', () => {
  it('has one alert of an incident, and is filled with other incidents', async () => {
    const line = start({ concurrency: 1, lingerMs: SECOND });
    const names = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3'];
    await line.at(0, () => {
      line.push(...names.map((id) => anIncidentAlert(id, id.slice(0, 1))));
    });
    await line.at(1 * MINUTE);
    // All have waited long enough: the first to come back goes at once, the others while it is away.
    expect(ids(line)).toEqual(['a1 b1 c1', 'a2', 'b2 c2', 'a3', 'b3 c3']);
  });

  it('lets nothing of an incident overtake an alert that is tried again', async () => {
    const answer: Answer = ({ id }, atMs) => {
      if (id === 'a1') return { result: delivered, afterMs: SECOND };
      return id === 'a2' && atMs < 2 * SECOND ? retry : delivered;
    };
    const line = start({ answer });
    await line.at(0, () => {
      line.push(...['a1', 'a2', 'a3', 'b1'].map((id) => anIncidentAlert(id, id.slice(0, 1))));
    });
    await line.at(1 * MINUTE);
    expect(line.told.map(({ notification }) => notification.id)).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('waits to fill once, not for each alert of an incident', async () => {
    const line = start({ lingerMs: 10 * SECOND });
    const all = Array.from({ length: 20 }, (_, n) => anIncidentAlert(String(n), 'a'));
    await line.at(0, () => {
      line.push(...all);
    });
    await line.at(10 * SECOND);
    expect(line.told.map(({ notification }) => notification.id)).toEqual(all.map(({ id }) => id));
  });
});

describe('a batch of a sink that keeps the order within a call', () => {
  it('has several alerts of an incident, in their order', async () => {
    const line = start({ keepsOrder: true, lingerMs: SECOND, concurrency: 1 });
    await line.at(0, () => {
      line.push(anIncidentAlert('b1', 'b'));
    });
    await line.at(100, () => {
      line.push(anIncidentAlert('a1', 'a'), anIncidentAlert('a2', 'a'), anIncidentAlert('a3', 'a'));
    });
    await line.at(1 * MINUTE);
    expect(ids(line)).toEqual(['b1 a1', 'a2 a3']);
  });
});

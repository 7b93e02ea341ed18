import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  aResolution,
  MINUTE,
  SECOND,
  Timeline,
  type Answer,
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

const atOnce = { route: { timing: { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 } } };
const retry = { outcome: 'retry', reason: 'busy' } as const;
const delivered = { outcome: 'delivered' } as const;

describe('what is told of one incident', () => {
  it('is never more in one call than the sink takes', async () => {
    const line = start();
    await line.at(0, () => {
      line.push(anIncidentAlert('a'), aResolution('end'));
    });
    await line.at(1 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '0 resolved: end']);
    expect(line.calls.map(({ ids }) => ids.length)).toEqual([1, 1]);
  });

  it('ends after it began, though the first attempt with the alert failed', async () => {
    const answer: Answer = ({ reason }, atMs) =>
      reason === 'alert' && atMs < 5 * SECOND ? retry : delivered;
    const line = start({ answer, maxBatch: 10 });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'), aResolution('end'));
    });
    await line.at(1 * MINUTE);
    expect(line.between(0, MINUTE)).toEqual(['alert: a', 'resolved: end']);
    expect(line.outcomes('end')).toEqual(['delivered']);
  });

  it('is told in its order when it ends and goes on while the receiver hangs', async () => {
    const answer: Answer = (_, atMs) => (atMs < SECOND ? 'hang' : delivered);
    const line = start({ answer }, atOnce);
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(2 * SECOND, () => {
      line.push(aResolution('end'), anIncidentAlert('b'));
    });
    await line.at(5 * MINUTE);
    expect(line.between(0, 5 * MINUTE)).toEqual(['alert: a', 'resolved: end', 'alert: b']);
    expect((await line.store.state('soc', 'incident'))?.closed).toBe(false);
  });

  it('is told again when it goes on after its end, though it is the same news', async () => {
    const line = start({}, atOnce);
    const same = anIncidentAlert('same').credential;
    await line.at(0, () => {
      line.push(anIncidentAlert('a', 'incident', { credential: same }));
    });
    await line.at(1 * SECOND, () => {
      line.push(aResolution('end'));
    });
    await line.at(2 * SECOND, () => {
      line.push(anIncidentAlert('b', 'incident', { credential: same }));
    });
    await line.at(1 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '1 resolved: end', '2 alert: b']);
  });

  it('ends for the fallback that was told, though no route leads there', async () => {
    const answer: Answer = (_, atMs) =>
      atMs < MINUTE ? { outcome: 'rejected', reason: 'no' } : delivered;
    const receivers = [{ name: 'soc', fallback: 'spare', answer }, { name: 'spare' }];
    const line = start({}, { receivers, route: { ...atOnce.route, receivers: ['soc'] } });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(2 * MINUTE, () => {
      line.push(aResolution('end'));
    });
    await line.at(3 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '120 resolved: end']);
    expect(line.told.map(({ receiver }) => receiver)).toEqual(['spare', 'spare']);
  });

  it('does not end for a receiver that never heard of it', async () => {
    const receivers = [{ name: 'soc' }, { name: 'spare' }];
    const line = start({}, { receivers, route: { ...atOnce.route, receivers: ['soc'] } });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'), aResolution('end'), aResolution('end-2', 'unknown'));
    });
    await line.at(1 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '0 resolved: end']);
    expect(line.outcomes('end', 'spare')).toEqual(['not-applicable']);
    expect(line.outcomes('end-2')).toEqual(['not-applicable', 'not-applicable']);
  });

  it('is closed in silence for a receiver that does not know ends', async () => {
    const people = start({ resolves: false }, atOnce);
    const stream = start({ resolves: false, style: 'stream' }, atOnce);
    for (const line of [people, stream]) {
      await line.at(0, () => {
        line.push(anIncidentAlert('a'), aResolution('end'));
      });
      await line.at(1 * MINUTE);
      expect(line.log()).toEqual(['0 alert: a']);
      expect(line.outcomes('end')).toEqual(['not-applicable']);
    }
    expect((await people.store.state('soc', 'incident'))?.closed).toBe(true);
  });

  it('keeps the order of a stream whatever fails on the way', async () => {
    const answer: Answer = (_, atMs) => (atMs % 7 === 0 && atMs < 20 * SECOND ? retry : delivered);
    const line = start({ style: 'stream', answer });
    for (let n = 0; n < 30; n++) {
      await line.at(n * 250, () => {
        line.push(anIncidentAlert(String(n), `i${String(n % 3)}`));
      });
    }
    await line.at(5 * MINUTE);
    for (const incident of ['i0', 'i1', 'i2']) {
      const ids = line.told
        .filter(({ notification }) => notification.incident_id === incident)
        .map(({ notification }) => Number(notification.id));
      expect(ids).toHaveLength(10);
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
    }
  });
});

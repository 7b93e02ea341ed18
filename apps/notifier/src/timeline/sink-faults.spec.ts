import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
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

const retry = { outcome: 'retry', reason: 'busy' } as const;
const delivered = { outcome: 'delivered' } as const;
const rejected = { outcome: 'rejected', reason: 'malformed' } as const;
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => anIncidentAlert(String(n), `i${String(n)}`));
const stream = { style: 'stream' } as const;

describe('a sink that breaks its promises', () => {
  it('throws before it has a promise, and is tried again', async () => {
    let calls = 0;
    const deliver = () => {
      calls += 1;
      if (calls === 1) throw new Error('broken');
      return Promise.resolve([delivered]);
    };
    const line = start({ ...stream, deliver });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(1 * MINUTE);
    expect(line.outcomes('a')).toEqual(['delivered']);
  });

  it('rejects, and is tried again', async () => {
    const answer: Answer = (_, atMs) => {
      if (atMs === 0) throw new Error('broken');
      return delivered;
    };
    const line = start({ ...stream, answer });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(1 * MINUTE);
    expect(line.outcomes('a')).toEqual(['delivered']);
  });

  it('gives too few results: those without one are tried again', async () => {
    const seen: string[] = [];
    const deliver: TimelineReceiver['deliver'] = (notifications) => {
      seen.push(notifications.map(({ id }) => id).join());
      return Promise.resolve([delivered]);
    };
    const line = start({ ...stream, deliver, maxBatch: 3 });
    await line.at(0, () => {
      line.push(...many(3));
    });
    await line.at(5 * MINUTE);
    expect(seen[0]).toBe('0');
    expect(seen.slice(1).join()).toContain('1');
    for (const id of ['0', '1', '2']) expect(line.outcomes(id)).toEqual(['delivered']);
  });

  it('hangs: the attempt is given up at the timeout and made again', async () => {
    const answer: Answer = (_, atMs) => (atMs === 0 ? 'hang' : delivered);
    const line = start({ ...stream, answer, attemptTimeoutMs: 3 * SECOND });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(1 * MINUTE);
    expect(line.log()).toEqual(['3.5 alert: a']);
  });

  it('ignores its signal: it is left to itself a second later', async () => {
    const answer: Answer = (_, atMs) => (atMs === 0 ? 'ignore' : delivered);
    const line = start({ ...stream, answer, attemptTimeoutMs: 3 * SECOND });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(1 * MINUTE);
    expect(line.log()).toEqual(['4.5 alert: a']);
  });
});

describe('retry', () => {
  it('waits longer each time, up to the bound', async () => {
    const line = start({
      ...stream,
      answer: () => retry,
      breaker: { failures: 1_000, firstRestMs: SECOND, maxRestMs: SECOND },
    });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(2 * MINUTE);
    const times = line.calls.map(({ atMs }) => atMs / SECOND);
    expect(times.slice(0, 8)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5, 45.5]);
  });

  it('tries a refusal never again', async () => {
    const line = start({ ...stream, answer: () => rejected });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(5 * MINUTE);
    expect(line.calls).toHaveLength(1);
    expect(line.settlements.get('a')).toMatchObject([
      { outcome: 'undeliverable', because: 'rejected', reason: 'malformed', attempts: [{}] },
    ]);
  });

  it('makes exactly so many attempts', async () => {
    const policy = { maxAttempts: 3, maxElapsedMs: MINUTE, firstDelayMs: 100, maxDelayMs: 100 };
    const line = start({ ...stream, answer: () => retry, retry: policy });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(1 * MINUTE);
    expect(line.calls).toHaveLength(3);
    expect(line.settlements.get('a')).toMatchObject([
      { outcome: 'undeliverable', because: 'gave-up', attempts: [{}, {}, {}] },
    ]);
  });

  it('asks for nobody before the time that one answer asked for', async () => {
    const answer: Answer = ({ id }, atMs) =>
      id === '0' && atMs === 0 ? { ...retry, retryAfterMs: 20 * SECOND } : delivered;
    const line = start({ ...stream, answer, concurrency: 1 });
    await line.at(0, () => {
      line.push(...many(3));
    });
    await line.at(1 * MINUTE);
    expect(line.calls.map(({ atMs }) => atMs / SECOND)).toEqual([0, 20, 20, 20]);
  });

  it('keeps to that time although a call that began before succeeds meanwhile', async () => {
    const answer: Answer = ({ id }, atMs) => {
      if (id === '0' && atMs === 0) return { ...retry, retryAfterMs: 20 * SECOND };
      return { result: delivered, afterMs: SECOND };
    };
    const line = start({ ...stream, answer, concurrency: 2 });
    await line.at(0, () => {
      line.push(...many(6));
    });
    await line.at(1 * MINUTE);
    expect(line.calls.filter(({ atMs }) => atMs > 0 && atMs < 20 * SECOND)).toEqual([]);
    expect(line.told).toHaveLength(6);
  });

  it('repeats of a batch only what was not taken', async () => {
    const answer: Answer = ({ id }, atMs) => (id === '1' && atMs === 0 ? retry : delivered);
    const line = start({ ...stream, answer, maxBatch: 3 });
    await line.at(0, () => {
      line.push(...many(3));
    });
    await line.at(1 * MINUTE);
    expect(line.calls.flatMap(({ ids }) => ids).filter((id) => id === '1')).toHaveLength(2);
    expect(line.log()).toEqual(['0 alert: 0', '0 alert: 2', '0.5 alert: 1']);
  });

  it('lets a slow receiver delay nobody else', async () => {
    const receivers = [
      { name: 'slow', ...stream, answer: () => 'hang' as const },
      { name: 'soc', ...stream },
    ];
    const line = start({}, { receivers });
    await line.at(0, () => {
      line.push(...many(20));
    });
    expect(line.between(0, 0, 'soc')).toHaveLength(20);
  });

  it('delivers on while refused alerts wait for a fallback that is down', async () => {
    const answer: Answer = ({ id }) => (Number(id) < 8 ? rejected : delivered);
    const receivers = [
      { name: 'soc', ...stream, answer, fallback: 'spare' },
      { name: 'spare', ...stream, answer: () => retry },
    ];
    const line = start({}, { receivers, route: { receivers: ['soc'] } });
    await line.at(0, () => {
      line.push(...many(12));
    });
    await line.at(1 * SECOND);
    expect(line.between(0, SECOND, 'soc')).toHaveLength(4);
    await line.at(40 * MINUTE);
    expect(line.undecided('soc')).toEqual([]);
  });
});

describe('the circuit of a receiver', () => {
  it('opens after failures in a row, lets one probe through, and closes', async () => {
    const answer: Answer = (_, atMs) => (atMs < 2 * SECOND ? retry : delivered);
    const line = start({ ...stream, answer, concurrency: 1 });
    await line.at(0, () => {
      line.push(...many(20));
    });
    await line.at(5 * MINUTE);
    const early = line.calls.filter(({ atMs }) => atMs < 2 * SECOND);
    expect(early.filter(({ atMs }) => atMs === 0)).toHaveLength(5);
    expect(early.length).toBeLessThanOrEqual(8);
    expect(line.told).toHaveLength(20);
  });

  it('settles everything in bounded time when the receiver never comes back', async () => {
    const line = start({ ...stream, answer: () => retry });
    await line.at(0, () => {
      line.push(...many(100));
    });
    await line.at(10 * MINUTE, () => {
      line.push(...many(150).slice(100));
    });
    await line.at(32 * MINUTE);
    expect(line.undecided('soc')).toEqual([]);
    expect(line.outcomes('120')).toEqual(['undeliverable']);
  });

  it('settles everything in bounded time when the receiver hangs for ever', async () => {
    const line = start({ ...stream, answer: () => 'hang' });
    await line.at(0, () => {
      line.push(...many(50));
    });
    await line.at(32 * MINUTE);
    expect(line.undecided('soc')).toEqual([]);
  });

  it('gives the attempts of both receivers when the fallback is down too', async () => {
    const receivers = ['soc', 'spare'].map((name) => ({
      name,
      ...stream,
      answer: () => retry,
      ...(name === 'soc' ? { fallback: 'spare' } : {}),
    }));
    const line = start({}, { receivers, route: { receivers: ['soc'] } });
    await line.at(0, () => {
      line.push(anIncidentAlert('a'));
    });
    await line.at(40 * MINUTE);
    const [settlement] = line.settlements.get('soc a') ?? [];
    if (settlement?.outcome !== 'undeliverable') throw new Error('it should be undeliverable');
    expect(new Set(settlement.attempts.map(({ receiver }) => receiver))).toEqual(
      new Set(['soc', 'spare']),
    );
  });
});

describe('batches and bounds', () => {
  it('waits for a batch to fill, no longer than it may', async () => {
    const line = start({ ...stream, maxBatch: 3, lingerMs: 2 * SECOND });
    await line.at(0, () => {
      line.push(...many(2));
    });
    await line.at(1_999);
    expect(line.calls).toEqual([]);
    await line.at(2 * SECOND);
    expect(line.calls.map(({ ids }) => ids.length)).toEqual([2]);
    await line.at(10 * SECOND, () => {
      line.push(...many(6).slice(2));
    });
    expect(line.calls.map(({ ids }) => ids.length)).toEqual([2, 3]);
    await line.at(12 * SECOND);
    expect(line.calls.map(({ ids }) => ids.length)).toEqual([2, 3, 1]);
  });

  it('gives room only while less is unsettled than it holds', async () => {
    const answer: Answer = (_, atMs) => (atMs < 5 * SECOND ? retry : delivered);
    const line = start({ ...stream, answer, maxPending: 2 });
    const free: number[] = [];
    await line.at(0, () => {
      line.push(...many(2));
      void line
        .pipeline('soc')
        .room()
        .then(() => {
          free.push(line.scheduler.monotonicMs());
        });
    });
    await line.at(4 * SECOND);
    expect(free).toEqual([]);
    await line.at(1 * MINUTE);
    expect(free).toHaveLength(1);
  });

  it('never carries more than a sink takes, and everything once', async () => {
    const line = start({ ...stream, maxBatch: 7, concurrency: 2 });
    await line.at(0, () => {
      line.push(
        ...Array.from({ length: 100 }, (_, n) => anIncidentAlert(String(n), `i${String(n % 9)}`)),
      );
    });
    await line.at(1 * MINUTE);
    expect(Math.max(...line.calls.map(({ ids }) => ids.length))).toBeLessThanOrEqual(7);
    expect(new Set(line.calls.flatMap(({ ids }) => ids)).size).toBe(100);
    expect(line.told).toHaveLength(100);
  });
});

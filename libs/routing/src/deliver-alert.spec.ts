import type { Alert } from '@keywarden/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { deliverAlert, type DeliveryPorts } from './deliver-alert.js';
import type { DeliveryResult, Sink } from './sink.js';

const alert = { id: 'a1' } as Alert;
const retry = (retryAfterMs?: number): DeliveryResult => ({
  outcome: 'retry',
  reason: 'busy',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const delivered: DeliveryResult = { outcome: 'delivered' };

/** A sink that answers as told and then always `delivered`. */
function scripted(...answers: DeliveryResult[]): Sink & { calls: number } {
  return {
    name: 's',
    type: 'fake',
    maxBatch: 1,
    lingerMs: 0,
    calls: 0,
    deliver() {
      this.calls += 1;
      return Promise.resolve([answers.shift() ?? delivered]);
    },
    close: () => Promise.resolve(),
  };
}

describe('deliverAlert', () => {
  let recorded: Set<string>;
  let recordFailures: number;
  let now: number;
  let slept: number[];
  let closing: AbortController;
  let ports: DeliveryPorts;

  beforeEach(() => {
    recorded = new Set();
    recordFailures = 0;
    now = 0;
    slept = [];
    closing = new AbortController();
    ports = {
      log: {
        delivered: (sink, ids) => Promise.resolve(ids.map((id) => recorded.has(`${sink}/${id}`))),
        record: (sink, ids) => {
          if (recordFailures-- > 0) return Promise.reject(new Error('log is away'));
          for (const id of ids) recorded.add(`${sink}/${id}`);
          return Promise.resolve();
        },
      },
      policy: { maxAttempts: 4, maxElapsedMs: 10_000, firstDelayMs: 100, maxDelayMs: 1_000 },
      chance: () => 0.5,
      monotonicMs: () => now,
      sleep: (ms) => {
        slept.push(ms);
        now += ms;
        return Promise.resolve();
      },
      closing: closing.signal,
      abandon: new AbortController().signal,
    };
  });

  it('tries again after passing faults, waits as asked, and records the acknowledgement', async () => {
    const sink = scripted(retry(), retry(3_000));
    expect(await deliverAlert(alert, sink, ports)).toEqual({ outcome: 'delivered', attempts: 3 });
    expect(slept).toEqual([50, 3_000]);
    expect(recorded).toEqual(new Set(['s/a1']));
  });

  it('does not call a sink that has acknowledged before', async () => {
    recorded.add('s/a1');
    const sink = scripted();
    expect(await deliverAlert(alert, sink, ports)).toEqual({ outcome: 'already-delivered' });
    expect(sink.calls).toBe(0);
  });

  it('gives up after the last attempt without a record', async () => {
    const sink = scripted(retry(), retry(), retry(), retry());
    expect(await deliverAlert(alert, sink, ports)).toEqual({
      outcome: 'gave-up',
      attempts: 4,
      reason: 'busy',
    });
    expect(recorded.size).toBe(0);
  });

  it('does not repeat what was rejected', async () => {
    const sink = scripted({ outcome: 'rejected', reason: '400' });
    const outcome = await deliverAlert(alert, sink, ports);
    expect(outcome).toEqual({ outcome: 'rejected', attempts: 1, reason: '400' });
  });

  it('is interrupted between attempts, never called delivered or given up', async () => {
    const sink = scripted(retry(), retry());
    ports.sleep = () => {
      closing.abort();
      return Promise.resolve();
    };
    expect(await deliverAlert(alert, sink, ports)).toEqual({ outcome: 'interrupted', attempts: 1 });
  });

  it('insists on the record, since the sink must not get the alert again', async () => {
    recordFailures = 2;
    const sink = scripted();
    expect(await deliverAlert(alert, sink, ports)).toEqual({ outcome: 'delivered', attempts: 1 });
    expect(sink.calls).toBe(1);
    expect(recorded.size).toBe(1);
  });

  it('passes the error on when the record is impossible', async () => {
    recordFailures = Infinity;
    await expect(deliverAlert(alert, scripted(), ports)).rejects.toThrow('log is away');
  });
});

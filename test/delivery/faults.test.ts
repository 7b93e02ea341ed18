import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { FAULTS, LASTING, sinkOf, type Fault } from './faults.ts';
import {
  alertsOf,
  startDeliveryRig,
  type DeadLetter,
  type DeliveryRig,
  type Report,
} from './rig.ts';

const ALERTS = 2_000;

/** What became of the alerts of one receiver. */
interface Figures {
  delivered: number;
  duplicated: number;
  dead: number;
  lost: number;
  /** From the first to the last acknowledgement, s. */
  seconds: number;
}

function figuresOf(
  ids: readonly string[],
  report: Report | undefined,
  letters: readonly DeadLetter[],
): Figures {
  const acknowledged = report?.acknowledged ?? {};
  const dead = new Set(letters.map(({ alertId }) => alertId));
  const delivered = ids.filter((id) => (acknowledged[id] ?? 0) > 0);
  return {
    delivered: delivered.length,
    duplicated: ids.filter((id) => (acknowledged[id] ?? 0) > 1).length,
    dead: ids.filter((id) => dead.has(id)).length,
    lost: ids.filter((id) => (acknowledged[id] ?? 0) === 0 && !dead.has(id)).length,
    seconds: ((report?.lastMs ?? 0) - (report?.firstMs ?? 0)) / 1_000,
  };
}

describe(`${String(ALERTS)} alerts to receivers with faults`, () => {
  let rig: DeliveryRig;
  beforeAll(async () => {
    rig = await startDeliveryRig();
  });
  afterAll(async () => {
    await rig.close();
  });

  it('all faults at once: nothing lost, nothing twice, and the healthy one is not delayed', async () => {
    const url = (fault: Fault): string => {
      const port = String(rig.ports[fault]);
      if (fault === 'DNS gone') return `http://receiver.invalid:${port}/`;
      return `${fault === 'TLS expired' ? 'https' : 'http'}://127.0.0.1:${port}/`;
    };
    await rig.startNotifier('faults', {
      sinks: FAULTS.map((fault) => ({
        type: 'webhook',
        name: sinkOf(fault),
        url: url(fault),
        // Long enough for a machine that is busy with eleven others: an answer that comes later is none.
        timeout_ms: fault === 'hangs' ? 8_000 : 30_000,
        ...(fault === 'TLS expired' ? { ca_file: rig.expiredCertificate } : {}),
      })),
      receivers: {
        ...Object.fromEntries(
          [...LASTING].map((fault) => [sinkOf(fault), { max_elapsed_ms: 5_000 }]),
        ),
        [sinkOf('slow 5 s')]: { concurrency: 1_000, max_pending: 2_000 },
      },
      concurrency: 64,
      retry: { first_delay_ms: 100, max_delay_ms: 2_000, max_elapsed_ms: 120_000 },
      circuit: { first_rest_ms: 200, max_rest_ms: 2_000 },
    });
    const alerts = alertsOf('fault', ALERTS);
    const ids = alerts.map(({ id }) => id);
    const startedMs = Date.now();
    await rig.publish(alerts);
    await delay(10_000);
    await rig.up();

    const look = async (): Promise<Map<Fault, Figures>> => {
      const [reports, letters] = await Promise.all([rig.reports(), rig.deadLetters()]);
      return new Map(
        FAULTS.map((fault) => {
          const own = letters.filter(({ sink }) => sink === sinkOf(fault));
          return [fault, figuresOf(ids, reports[fault], own)];
        }),
      );
    };
    const settled = await waitFor(
      async () => {
        const figures = await look();
        return [...figures.values()].every(({ lost }) => lost === 0) ? figures : undefined;
      },
      {
        what: 'every alert to be delivered or in the dead letters',
        deadlineMs: 150_000,
        intervalMs: 1_000,
      },
    ).catch(async (error: unknown) => {
      console.table(Object.fromEntries(await look()));
      throw error;
    });
    console.table(Object.fromEntries(settled));
    for (const [fault, figures] of settled) {
      const isLasting = LASTING.has(fault);
      expect({ fault, ...figures }).toMatchObject({
        fault,
        delivered: isLasting ? 0 : ALERTS,
        duplicated: 0,
        dead: isLasting ? ALERTS : 0,
        lost: 0,
      });
    }
    const letters = await rig.deadLetters();
    const tried = letters.filter(({ attempts }) => attempts.length > 0);
    expect(tried.length).toBeGreaterThan(0);
    for (const { attempts } of tried)
      expect(attempts[0]?.error).toMatch(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT_HAS_EXPIRED/);
    const reports = await rig.reports();
    const tookMs = (fault: Fault): number => (reports[fault]?.lastMs ?? Infinity) - startedMs;
    // A share of the time of one that keeps every attempt for seconds: the machine may be busy, but not with that.
    expect(tookMs('none') / tookMs('hangs')).toBeLessThan(0.75);
  }, 300_000);
});

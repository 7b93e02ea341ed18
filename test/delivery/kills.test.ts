import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningProcess } from '../support/process.ts';
import { waitFor } from '../support/wait.ts';
import { alertsOf, startDeliveryRig, type DeliveryRig } from './rig.ts';

const ALERTS = 2_000;
const KILLS = 10;
const CONCURRENCY = 8;

describe(`${String(ALERTS)} alerts through failures of our own`, () => {
  let rig: DeliveryRig;
  let notifier: RunningProcess;
  const section = () => ({
    group_id: 'kills',
    session_timeout_ms: 6_000,
    concurrency: CONCURRENCY,
    attempt_timeout_ms: 2_000,
    retry: { first_delay_ms: 100, max_delay_ms: 1_000 },
    sinks: [
      {
        type: 'webhook',
        name: 'soc',
        url: `http://127.0.0.1:${String(rig.ports.none)}/`,
        timeout_ms: 30_000,
      },
    ],
  });

  beforeAll(async () => {
    rig = await startDeliveryRig();
    notifier = await rig.startNotifier('kills', section());
  });
  afterAll(async () => {
    await rig.close();
  });

  const acknowledged = async (ids: readonly string[]): Promise<number[]> => {
    const { none } = await rig.reports();
    return ids.map((id) => none?.acknowledged[id] ?? 0);
  };

  /** Waits until each alert was acknowledged. @returns acknowledgements too many */
  const untilDelivered = async (ids: readonly string[]): Promise<number> => {
    const counts = await waitFor(
      async () => {
        const seen = await acknowledged(ids);
        return seen.every((count) => count > 0) ? seen : undefined;
      },
      { what: 'an acknowledgement of every alert', deadlineMs: 120_000, intervalMs: 200 },
    );
    expect(await rig.deadLetters()).toEqual([]);
    return counts.reduce((sum, count) => sum + count - 1, 0);
  };

  it(`a notifier killed with -9 at ${String(KILLS)} random moments: at most the attempts in flight twice`, async () => {
    const alerts = alertsOf('kill', ALERTS);
    const ids = alerts.map(({ id }) => id);
    const share = ALERTS / KILLS;
    for (let kill = 0; kill < KILLS; kill++) {
      await rig.publish(alerts.slice(kill * share, (kill + 1) * share));
      const before = (await acknowledged(ids)).filter((count) => count > 0).length;
      await waitFor(
        async () => (await acknowledged(ids)).filter((count) => count > 0).length > before,
        { what: 'deliveries to go on', deadlineMs: 60_000, intervalMs: 10 },
      );
      await delay(Math.random() * 150);
      await notifier.kill9();
      notifier = await rig.startNotifier('kills', section());
    }
    const again = await untilDelivered(ids);
    console.log(
      `${String(KILLS)} kills: ${String(ALERTS)} delivered, ${String(again)} again, 0 lost`,
    );
    expect(again).toBeLessThanOrEqual(KILLS * CONCURRENCY);
  }, 400_000);

  it('a broker that restarts: everything once', async () => {
    const alerts = alertsOf('broker', ALERTS);
    await rig.publish(alerts);
    await rig.kafka.restart();
    expect(await untilDelivered(alerts.map(({ id }) => id))).toBe(0);
  }, 200_000);

  it('a Redis that is killed and comes back: everything once', async () => {
    const alerts = alertsOf('redis', ALERTS);
    await rig.publish(alerts);
    await rig.redis.kill9();
    await delay(2_000);
    await rig.redis.restart();
    expect(await untilDelivered(alerts.map(({ id }) => id))).toBe(0);
  }, 200_000);
});

import type { Alert } from '@keywarden/contracts';
import type { DeliveryLog } from './delivery-log.js';
import { notificationOf } from './notification.js';
import { backoffMs, decideRetry, type Chance, type RetryPolicy } from './retry.js';
import type { DeliveryResult, Sink } from './sink.js';

/** How the delivery of one alert to one sink ended. */
export type DeliveryOutcome =
  | { outcome: 'delivered'; attempts: number }
  | { outcome: 'already-delivered' }
  | { outcome: 'gave-up'; attempts: number; reason: string }
  | { outcome: 'rejected'; attempts: number; reason: string }
  /** The service is closing: undecided, the alert has to come again. */
  | { outcome: 'interrupted'; attempts: number };

/** What the stages need from outside. */
export interface DeliveryPorts {
  log: DeliveryLog;
  policy: RetryPolicy;
  chance: Chance;
  /** A clock that never steps back, ms. */
  monotonicMs(): number;
  /** Resolves after the time or when `signal` aborts, whichever comes first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborted when the service closes: no further attempt is begun. */
  closing: AbortSignal;
  /** Aborted when a running attempt must end too. */
  abandon: AbortSignal;
  /** Told of every attempt. */
  onAttempt?(sink: Sink, result: DeliveryResult): void;
}

/**
 * Delivers one alert to one sink: dedup, attempts with backoff, and a record of the acknowledgement.
 *
 * @throws what the delivery log throws when it cannot be read, or not be written until the policy's
 *   time is over; the alert has to come again then
 */
export async function deliverAlert(
  alert: Alert,
  sink: Sink,
  ports: DeliveryPorts,
): Promise<DeliveryOutcome> {
  const [delivered] = await ports.log.delivered(sink.name, [alert.id]);
  if (delivered === true) return { outcome: 'already-delivered' };
  const outcome = await attemptUntilDecided(alert, sink, ports);
  if (outcome.outcome === 'delivered') await recordDelivery(alert, sink, ports);
  return outcome;
}

async function attemptUntilDecided(
  alert: Alert,
  sink: Sink,
  ports: DeliveryPorts,
): Promise<DeliveryOutcome> {
  const startedMs = ports.monotonicMs();
  for (let attempts = 0; ;) {
    if (isClosing(ports)) return { outcome: 'interrupted', attempts };
    const result = (await sink.deliver([notificationOf(alert, alert.time)], ports.abandon))[0];
    if (result === undefined) throw new Error(`sink ${sink.name} gave no result`);
    attempts += 1;
    ports.onAttempt?.(sink, result);
    if (result.outcome === 'delivered') return { outcome: 'delivered', attempts };
    if (result.outcome === 'rejected') {
      return { outcome: 'rejected', attempts, reason: result.reason };
    }
    const elapsedMs = ports.monotonicMs() - startedMs;
    const { retryAfterMs, reason } = result;
    const next = decideRetry(ports.policy, { attempts, elapsedMs, retryAfterMs }, ports.chance);
    if (isClosing(ports)) return { outcome: 'interrupted', attempts };
    if (next.decision === 'give-up') return { outcome: 'gave-up', attempts, reason };
    await ports.sleep(next.delayMs, ports.closing);
  }
}

/** Asked anew each time: the state changes during the awaits between. */
function isClosing({ closing }: DeliveryPorts): boolean {
  return closing.aborted;
}

/**
 * Insists on the record, because without it the sink would get the alert again. Ends with the log's
 * error when the time is over or the service closes.
 */
async function recordDelivery(alert: Alert, sink: Sink, ports: DeliveryPorts): Promise<void> {
  const startedMs = ports.monotonicMs();
  for (let attempts = 1; ; attempts++) {
    try {
      await ports.log.record(sink.name, [alert.id]);
      return;
    } catch (error) {
      const isOver = ports.monotonicMs() - startedMs >= ports.policy.maxElapsedMs;
      if (isOver || isClosing(ports)) throw error;
      await ports.sleep(
        Math.max(10, backoffMs(ports.policy, attempts, ports.chance)),
        ports.closing,
      );
    }
  }
}

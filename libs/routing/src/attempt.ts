import { newsKey } from './dedup.js';
import type { Flight, Part } from './flight.js';
import type { Item } from './item.js';
import { makeNotification } from './make-notification.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import type { DeliveryResult, Notifications } from './sink.js';
import type { Claim, GroupState } from './store.js';

/** A part that was offered to the sink, and what came of it. */
export interface PartResult {
  part: Part;
  result: DeliveryResult;
}

/** What one attempt found out about one flight. */
export type FlightReport =
  /** Another process has it, or the state cannot be asked: again after so many ms. */
  | { flight: Flight; outcome: 'postponed'; delayMs: number }
  | {
      flight: Flight;
      outcome: 'tried';
      state: GroupState | undefined;
      /** Told before, by whatever process. */
      told: readonly Item[];
      /** For people: no news. */
      stale: readonly Item[];
      results: readonly PartResult[];
    };

/** The claim outlives the attempt by this time, ms, in which the result is written down. */
const CLAIM_MARGIN_MS = 10_000;
const STATE_RETRY_MS = 500;
const MAX_CLAIM_WAIT_MS = 1_000;
/** A sink that does not give up when told is left to itself after this time, ms. */
const ABANDON_MARGIN_MS = 1_000;

/**
 * One attempt with several flights: claims their incidents, leaves out what was told before, and offers
 * the rest to the sink in one call. Never rejects.
 */
export async function attempt(
  flights: readonly Flight[],
  receiver: Receiver,
  ports: PipelinePorts,
  abandon: AbortSignal,
): Promise<FlightReport[]> {
  let claims: readonly Claim[];
  try {
    claims = await claim(flights, receiver, ports);
  } catch (error) {
    ports.observer.stateTrouble(error);
    return flights.map((flight) => ({ flight, outcome: 'postponed', delayMs: STATE_RETRY_MS }));
  }
  const reports = flights.map((flight, index) => prepare(flight, claims[index], receiver, ports));
  const offered = reports.flatMap((report) =>
    report.outcome === 'tried' ? report.flight.parts : [],
  );
  if (offered.length === 0) return reports;
  const results = await offer(offered, receiver, ports, abandon);
  return reports.map((report) =>
    report.outcome === 'tried'
      ? { ...report, results: results.filter(({ part }) => report.flight.parts.includes(part)) }
      : report,
  );
}

function claim(
  flights: readonly Flight[],
  { sink, attemptTimeoutMs }: Receiver,
  { store, owner }: PipelinePorts,
): Promise<readonly Claim[]> {
  const requests = flights.map(({ incidentId, parts }) => ({
    incident_id: incidentId,
    keys: parts.flatMap(({ items }) => items.map(({ key }) => key)),
  }));
  return store.claim(sink.name, owner, attemptTimeoutMs + CLAIM_MARGIN_MS, requests);
}

/** Takes out of a flight what need not be told, and words the rest. */
function prepare(
  flight: Flight,
  claimed: Claim | undefined,
  receiver: Receiver,
  { scheduler }: PipelinePorts,
): FlightReport {
  if (claimed?.granted !== true) {
    const delayMs = Math.min(MAX_CLAIM_WAIT_MS, claimed?.retryInMs ?? MAX_CLAIM_WAIT_MS);
    return { flight, outcome: 'postponed', delayMs };
  }
  const { state } = claimed;
  const items = flight.parts.flatMap((part) => part.items);
  const told = items.filter((_, index) => claimed.told[index] === true);
  const isOpen = receiver.style === 'people' && state?.closed === false;
  const known = new Set(isOpen ? state.news : []);
  const stale = items.filter(
    (item) =>
      !told.includes(item) &&
      item.reason === 'alert' &&
      !item.forced &&
      known.has(newsKey(item.alert)),
  );
  const gone = new Set([...told, ...stale]);
  if (gone.size > 0) flight.parts = without(flight.parts, gone);
  for (const part of flight.parts) {
    part.notification ??= makeNotification(part.items, state, scheduler.nowMs());
  }
  return { flight, outcome: 'tried', state, told, stale, results: [] };
}

/** A part that lost an item is another notification. */
function without(parts: readonly Part[], gone: ReadonlySet<Item>): Part[] {
  return parts.flatMap((part) => {
    const items = part.items.filter((item) => !gone.has(item));
    if (items.length === part.items.length) return [part];
    return items.length === 0 ? [] : [{ items, failed: part.failed }];
  });
}

async function offer(
  parts: readonly Part[],
  { sink, attemptTimeoutMs }: Receiver,
  { observer, scheduler }: PipelinePorts,
  abandon: AbortSignal,
): Promise<PartResult[]> {
  const notifications = parts.flatMap(({ notification }) =>
    notification === undefined ? [] : [notification],
  ) as unknown as Notifications;
  const late = new AbortController();
  const stuck = Promise.withResolvers<readonly DeliveryResult[]>();
  const cancelLate = scheduler.after(attemptTimeoutMs, () => {
    late.abort();
  });
  const cancelStuck = scheduler.after(attemptTimeoutMs + ABANDON_MARGIN_MS, () => {
    const reason = `the sink did not give up ${String(attemptTimeoutMs)} ms after the attempt began`;
    stuck.resolve(parts.map(() => ({ outcome: 'retry', reason })));
  });
  // By hand: composite signals cost more than the rest of an attempt.
  const leave = (): void => {
    late.abort(abandon.reason);
  };
  abandon.addEventListener('abort', leave, { once: true });
  if (abandon.aborted) leave();
  const items = parts.flatMap((part) => part.items);
  const once = async (): Promise<readonly DeliveryResult[]> =>
    observer.attempt(items, () =>
      Promise.race([sink.deliver(notifications, late.signal), stuck.promise]),
    );
  const results = await once().catch((error: unknown) => parts.map(() => faultOf(error)));
  cancelLate();
  cancelStuck();
  abandon.removeEventListener('abort', leave);
  return parts.map((part, index) => {
    const result = results[index] ?? faultOf('the sink gave no result for it');
    observer.attempted(result);
    return { part, result };
  });
}

/** A sink promises not to throw; one that does must not stop the others. */
function faultOf(error: unknown): DeliveryResult {
  return { outcome: 'retry', reason: error instanceof Error ? error.message : String(error) };
}

import { pause } from './books.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import type { Claim } from './store.js';

/** How long a claim for a change of state may last, ms. */
const STATE_LEASE_MS = 15_000;
const WAIT_MS = 500;

/** Claims an incident, and insists on it. Undefined when the service closes first. */
export async function claimState(
  deps: { receiver: Receiver; ports: PipelinePorts; closing: AbortSignal },
  incidentId: string,
  keys: readonly string[],
): Promise<Extract<Claim, { granted: true }> | undefined> {
  const { receiver, ports, closing } = deps;
  const { store, owner, scheduler, observer } = ports;
  while (!closing.aborted) {
    try {
      const requests = [{ incident_id: incidentId, keys }];
      const [claim] = await store.claim(receiver.sink.name, owner, STATE_LEASE_MS, requests);
      if (claim?.granted === true) return claim;
    } catch (error) {
      observer.stateTrouble(error);
    }
    await pause(scheduler, WAIT_MS, closing);
  }
  return undefined;
}

import { digest, type Alert } from '@keywarden/contracts';
import { selfAlert, serviceStatus } from './frame.js';
import { KW_1005 } from './signatures.js';

const FAILING_RISK = 50;
/** Alerts that went to the dead letters are not repeated by themselves. */
const DEAD_LETTER_RISK = 60;
const MAX_REASON = 300;

export interface ReceiverFailing {
  /** Name of the receiver in the configuration. */
  receiver: string;
  /** RFC 3339: since when it fails. Names the episode, together with the receiver. */
  since: string;
  /** What the receiver answered last. */
  reason: string;
  /** Alerts that went to the dead letters in this episode. */
  deadLettered: number;
  /** Which notifier says it. */
  instance: string;
  /** RFC 3339: when it was decided. */
  time: string;
}

/**
 * A receiver of alerts takes none. Send it to another receiver than the one that fails. Its end is the
 * `resolvedAlert` of it.
 */
export function receiverFailingAlert(from: ReceiverFailing): Alert {
  const { receiver, since, deadLettered, instance, time } = from;
  const reason = from.reason.slice(0, MAX_REASON).toWellFormed();
  const isLost = deadLettered > 0;
  const dead = `${String(deadLettered)} of them are in the dead letters.`;
  const identity = [receiver, since];
  return selfAlert({
    id: digest(['receiver-failing', ...identity, KW_1005.id, String(KW_1005.version)]),
    incidentId: digest(['receiver-failing-incident', ...identity]),
    time,
    signature: KW_1005,
    title: `Receiver ${receiver} takes no alerts`,
    description: `Alerts do not reach receiver ${receiver} since ${since}: ${reason}.${isLost ? ` ${dead}` : ''}`,
    event: serviceStatus(
      {
        service: 'notifier',
        instance,
        state: 'failing',
        detail: `receiver ${receiver}: ${reason}`,
        since,
        numbers: { dead_lettered: deadLettered },
      },
      time,
    ),
    risk: isLost
      ? { factor: 'undelivered alerts', points: DEAD_LETTER_RISK, detail: dead }
      : { factor: 'late alerts', points: FAILING_RISK, detail: 'alerts wait for this receiver' },
    mitigations: [
      {
        control: 'receiver-state',
        command: 'look at the receiver, and at the log of the notifier',
      },
    ],
    reason: `receiver-failing: ${reason}`,
  });
}

import { digest, type Alert } from '@keywarden/contracts';
import { selfAlert, serviceStatus } from './frame.js';
import { KW_1006 } from './signatures.js';

/** Above what a storm may mute, below a theft that is grave by itself. */
const STORM_RISK = 75;

export interface AlertStorm {
  node: string;
  /** RFC 3339: beginning of the window in which it began. Names the episode, together with the node. */
  since: string;
  /** Alerts so far, and the window that they came in, ms. */
  alerts: number;
  windowMs: number;
  /** Which notifier says it. */
  instance: string;
  /** RFC 3339: when it was decided. */
  time: string;
}

/** A node raises more alerts than people can read: an attack, or a rule that is missing. */
export function alertStormAlert(from: AlertStorm): Alert {
  const { node, since, alerts, windowMs, instance, time } = from;
  const count = `${String(alerts)} alerts within ${String(Math.round(windowMs / 1_000))} s`;
  return selfAlert({
    id: digest(['alert-storm', node, since, KW_1006.id, String(KW_1006.version)]),
    incidentId: digest(['alert-storm-incident', node, since]),
    time,
    signature: KW_1006,
    title: `A storm of alerts on node ${node}`,
    description: `Node ${node} raised ${count} since ${since}. While it lasts, thefts of less risk on this node are not told one by one; every alert is still in Kafka and with the machines.`,
    event: {
      ...serviceStatus(
        {
          service: 'notifier',
          instance,
          state: 'alert-storm',
          detail: `node ${node}: ${count}`,
          since,
          numbers: { alerts },
        },
        time,
      ),
      node,
    },
    risk: { factor: 'alert storm', points: STORM_RISK, detail: count },
    mitigations: [
      { control: 'alert-storm', command: 'keywarden incidents list; keywarden policy suggest' },
    ],
    reason: `alert-storm: ${count}`,
  });
}

import { digest, type Alert, type EventIdentity } from '@keywarden/contracts';
import { selfAlert, type SensorStatus } from './frame.js';
import { KW_1003 } from './signatures.js';

const SILENT_RISK = 60;
/** Somebody ended the collector in an orderly way: an upgrade, or a person with rights on the node. */
const STOPPED_RISK = 20;

/** The id of the alert of a silence that began after this heartbeat. */
export function silenceId({ node, boot_id, seq }: EventIdentity): string {
  return digest(['node-silent', node, boot_id, String(seq), KW_1003.id, String(KW_1003.version)]);
}

/**
 * A node sends no heartbeats any more. Everything in it follows from the last heartbeat, so two
 * detectors, or one after a restart, tell the same alert.
 *
 * @param silentAfterMs How long a node has to be silent for this alert, ms.
 */
export function nodeSilentAlert(last: SensorStatus, silentAfterMs: number): Alert {
  const { node, boot_id, seq, time, data } = last;
  const isStopped = data.state === 'stopping';
  const seconds = String(Math.round(silentAfterMs / 1_000));
  const sight = `Thefts on it are not seen since ${time}, the time of its last heartbeat.`;
  return selfAlert({
    id: silenceId(last),
    incidentId: digest(['node-silent-incident', node, boot_id, String(seq)]),
    time,
    signature: isStopped ? { ...KW_1003, severity: 1 } : KW_1003,
    title: isStopped ? `The collector of node ${node} is stopped` : `Node ${node} is silent`,
    description: isStopped
      ? `The collector of node ${node} said that it stops and did not come back within ${seconds} s. ${sight}`
      : `Node ${node} was ${data.state} and sends no heartbeat for more than ${seconds} s. ${sight}`,
    event: last,
    risk: isStopped
      ? { factor: 'stopped', points: STOPPED_RISK, detail: 'an orderly end, and no theft is seen' }
      : { factor: 'no sight', points: SILENT_RISK, detail: 'no theft on this node is seen' },
    mitigations: [
      { control: 'node-state', command: `kubectl get node ${quoted(node)} -o wide` },
      {
        control: 'collector-state',
        command: `kubectl get pods -A -o wide --field-selector ${quoted(`spec.nodeName=${node}`)}`,
      },
    ],
    reason: `${isStopped ? 'node-stopped' : 'node-silent'}: the last heartbeat is ${String(seq)} of ${time}`,
  });
}

/** A word for the shell, whatever a node calls itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import { digest, type Alert } from '@keywarden/contracts';
import { selfAlert, serviceStatus, type SelfAlert, type SensorStatus } from './frame.js';
import type { NodeRecord } from './node-record.js';
import { KW_1100 } from './signatures.js';

export interface WatchdogLimits {
  cluster: string;
  /** From one watchdog of a node to the next, ms; one heartbeat gives one at the most. */
  intervalMs: number;
  /** How old a proof of sight may be, ms. */
  proofMaxAgeMs: number;
}

/**
 * The watchdog of a node, when this heartbeat calls for one: its sensor has proved to see, and it is the
 * first heartbeat of an interval (by the node's clock). The watchdogs of a node are of one incident.
 *
 * @param before What was known of the node before this heartbeat.
 * @param now What is known by it.
 */
export function nodeWatchdog(
  before: NodeRecord | undefined,
  { mark, event }: NodeRecord,
  { cluster, intervalMs, proofMaxAgeMs }: WatchdogLimits,
): Alert | undefined {
  const { state, proof_age_ms: age = Infinity, node, boot_id, seq } = mark;
  if (state !== 'alive' || age > proofMaxAgeMs) return undefined;
  const isSameBoot = before?.mark.boot_id === boot_id && before.mark.state === 'alive';
  if (isSameBoot && slot(before.event, intervalMs) === slot(event, intervalMs)) return undefined;
  return watchdog(cluster, node, {
    id: digest(['watchdog', cluster, node, boot_id, String(seq)]),
    time: event.time,
    title: `Node ${node} is watched`,
    description: `The sensor of node ${node} proved to see at ${event.data.canary?.last_proof ?? 'no time'}. When this alert stops coming, the node is not watched.`,
    event,
  });
}

function slot({ time }: SensorStatus, intervalMs: number): number {
  return Math.floor(Date.parse(time) / intervalMs);
}

export interface ClusterWatchdog {
  cluster: string;
  nodes: number;
  seeing: number;
  /** Nodes that send no heartbeats, told by alerts of their own. */
  silent: number;
  /** Which detector says it. */
  instance: string;
  /** RFC 3339. */
  time: string;
}

/** Every node that is not silent has proved to see, and its heartbeats pass through the detector. */
export function clusterWatchdog(from: ClusterWatchdog): Alert {
  const { cluster, nodes, seeing, silent, instance, time } = from;
  const numbers = { nodes, seeing, silent };
  return watchdog(cluster, '', {
    id: digest(['watchdog', cluster, '', time]),
    time,
    title: `Cluster ${cluster} is watched`,
    description: `${String(seeing)} of ${String(nodes)} nodes of cluster ${cluster} see, ${String(silent)} are silent. When this alert stops coming, thefts may go unseen or untold.`,
    event: serviceStatus({ service: 'detector', instance, state: 'ok', numbers }, time),
  });
}

/** @param node Empty for that of the whole cluster. */
function watchdog(
  cluster: string,
  node: string,
  part: Pick<SelfAlert, 'id' | 'time' | 'title' | 'description' | 'event'>,
): Alert {
  return selfAlert({
    ...part,
    incidentId: digest(['watchdog-incident', cluster, node]),
    signature: KW_1100,
    risk: { factor: 'none', points: 0, detail: 'all is well' },
    mitigations: [],
    reason: 'watchdog: detection was proved',
  });
}

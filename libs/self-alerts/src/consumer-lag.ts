import { digest, type Alert } from '@keywarden/contracts';
import { selfAlert, serviceStatus } from './frame.js';
import { KW_1004 } from './signatures.js';

const LAG_RISK = 50;

export interface ConsumerLag {
  group: string;
  topic: string;
  /** RFC 3339: when the lag was found. Names the episode, together with the group and the topic. */
  since: string;
  /** Messages that are not worked off. */
  messages: number;
  /** For how long the group has been behind, ms. */
  behindMs: number;
  /** Which detector says it. */
  instance: string;
}

/** A consumer group does not keep up. */
export function consumerLagAlert(lag: ConsumerLag): Alert {
  const { group, topic, since, messages, behindMs, instance } = lag;
  const seconds = Math.round(behindMs / 1_000);
  const detail = `${String(messages)} messages of ${topic} are not worked off, the oldest for ${String(seconds)} s or more`;
  const identity = [group, topic, since];
  return selfAlert({
    id: digest(['consumer-lag', ...identity, KW_1004.id, String(KW_1004.version)]),
    incidentId: digest(['consumer-lag-incident', ...identity]),
    time: since,
    signature: KW_1004,
    title: `Consumer group ${group} is behind`,
    description: `${detail}. What is in them is judged or told late.`,
    event: serviceStatus(
      {
        service: 'detector',
        instance,
        state: 'lagging',
        detail: `group ${group}: ${detail}`,
        since,
        numbers: { lag: messages, behind_s: seconds },
      },
      since,
    ),
    risk: {
      factor: 'late alerts',
      points: LAG_RISK,
      detail: 'a theft is told when it is too late',
    },
    mitigations: [
      {
        control: 'consumer-state',
        command: `kafka-consumer-groups.sh --bootstrap-server BROKER --describe --group '${group.replaceAll("'", `'\\''`)}'`,
      },
      { control: 'consumer-capacity', command: 'start the consumers that are gone, or add some' },
    ],
    reason: `consumer-lag: ${detail}`,
  });
}

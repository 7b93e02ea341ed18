import { protocolErrorType } from './client.js';

/** Trying again cannot help: the message or the permission is the problem. */
const HOPELESS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** The topic does not exist; for topics of our own that may pass, because a service creates them. */
const MISSING_TOPIC = 'UNKNOWN_TOPIC_OR_PARTITION';

/** Whether the broker refused for a reason that no repetition changes. */
export function isHopeless(error: unknown): boolean {
  const type = protocolErrorType(error);
  return type !== undefined && HOPELESS.has(type);
}

/** What a failed publish to a topic that somebody else keeps means. */
export interface PublishFault {
  permanent: boolean;
  /** The protocol's name of the error where there is one, and the message. */
  reason: string;
}

/**
 * Judges what {@link KafkaPublisher.publish} threw: too large, not allowed and no such topic are
 * permanent; everything else, a refused login too, may pass.
 */
export function publishFault(error: unknown): PublishFault {
  const type = protocolErrorType(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    permanent: isHopeless(error) || type === MISSING_TOPIC,
    reason: type === undefined ? message : `${type}: ${message}`,
  };
}

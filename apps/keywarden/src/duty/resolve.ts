import { kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { digest, TOPICS, type Alert, type Resolution } from '@keywarden/contracts';
import type { IncidentNote } from '@keywarden/routing';
import type { Desk } from './desk.js';

/** The gravest alert of an incident, as the word that it is over; with an id of its own. */
export function resolvedAlert(
  { incident_id, gravest }: IncidentNote,
  resolution: Resolution,
): Alert {
  const id = digest(['resolved', incident_id, resolution.time]);
  return { ...gravest, id, status: 'resolved', resolution };
}

/**
 * Publishes an alert where the detector publishes its own: every receiver gets it in order after them.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE`, `KW_BUS_PUBLISH`
 */
export async function publishResolved(desk: Desk, alert: Alert): Promise<void> {
  const { config, logger, waitLimitMs } = desk;
  const publisher = new KafkaPublisher(kafkaOptions(config.kafka, { logger, waitLimitMs }), {
    publishDeadlineMs: waitLimitMs,
  });
  try {
    await publisher.connect();
    const value = Buffer.from(JSON.stringify(alert));
    await publisher.publish(TOPICS.alerts, [{ key: alert.incident_id, value }]);
  } finally {
    await publisher.close();
  }
}

import type { DeliveryRecord } from '@keywarden/routing';
import { atDesk } from './desk.js';
import { findIncident } from './find-incident.js';
import { showTime } from './instant.js';
import type { DutyOptions, LimitOptions } from './options.js';
import { jsonLines, table } from './table.js';

export interface DeliveriesOptions extends DutyOptions, LimitOptions {
  incident: string | undefined;
  receiver: string | undefined;
}

/** Shows the delivery log, latest first. */
export function listDeliveries(options: DeliveriesOptions): Promise<number> {
  return atDesk(options, async ({ duty, notifications }) => {
    const { incident, receiver, limit } = options;
    // The log of an incident can outlive the note of it.
    const incident_id =
      incident === undefined
        ? undefined
        : ((await findIncident(duty, incident))?.incident_id ?? incident);
    const records = await notifications.deliveries({ incident_id, receiver, limit });
    if (options.output === 'json') return jsonLines(records);
    return records.length === 0 ? 'No deliveries.\n' : deliveryTable(records);
  });
}

/** One line for each entry of the delivery log. */
export function deliveryTable(records: readonly DeliveryRecord[]): string {
  const head = ['TIME', 'RECEIVER', 'INCIDENT', 'REASON', 'OUTCOME', 'TRIES', 'TOOK', 'ANSWER'];
  const rows = records.map((record) => {
    const { time, receiver, incident_id, reason, outcome, attempts, took_ms, detail } = record;
    const counts = [String(attempts), `${String(took_ms)} ms`];
    return [showTime(time), receiver, incident_id, reason, outcome, ...counts, detail ?? ''];
  });
  return table(head, rows);
}

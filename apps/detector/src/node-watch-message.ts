import type { OutgoingMessage } from '@keywarden/bus';
import type { Alert } from '@keywarden/contracts';

/** An alert for the bus; the alerts of one incident stay in order. */
export function alertMessage(alert: Alert, headers: Record<string, string>): OutgoingMessage {
  return { key: alert.incident_id, value: Buffer.from(JSON.stringify(alert)), headers };
}

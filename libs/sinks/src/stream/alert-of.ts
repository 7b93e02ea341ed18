import type { Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';

const MARK = 'TEST: ';

/**
 * The alert that a notification to a machine is about. The alert of a test says so in its title and
 * its description, so that it is marked in every format. The end of an incident is an alert that says
 * that, with the id of the notification: who it is for may keep one record for an id.
 */
export function alertOf({ id, status, alerts, reason, resolution }: Notification): Alert {
  const [alert] = alerts;
  if (status === 'resolved') {
    const known = resolution ?? alert.resolution;
    return { ...alert, id, status, ...(known === undefined ? {} : { resolution: known }) };
  }
  if (reason !== 'test' || alert.title.startsWith(MARK)) return alert;
  const { title, description } = alert;
  return { ...alert, title: `${MARK}${title}`, description: `${MARK}${description}` };
}

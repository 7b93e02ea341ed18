import type { Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';

const MARK = 'TEST: ';

/**
 * The alert that a notification to a machine is about. The alert of a test says so in its title and
 * its description, so that it is marked in every format.
 */
export function alertOf({ alerts, reason }: Notification): Alert {
  const [alert] = alerts;
  if (reason !== 'test' || alert.title.startsWith(MARK)) return alert;
  const { title, description } = alert;
  return { ...alert, title: `${MARK}${title}`, description: `${MARK}${description}` };
}

import { digest, type Alert, type Resolution } from '@keywarden/contracts';

/**
 * The end of the episode that an alert told of: the same incident, an id of its own. Whoever tells the
 * end of one episode makes the same id.
 */
export function resolvedAlert(alert: Alert, resolution: Resolution): Alert {
  return {
    ...alert,
    id: digest([alert.id, 'resolved']),
    status: 'resolved',
    resolution,
    time: resolution.time,
    description: `${alert.description} It is over since ${resolution.time}: ${resolution.reason}.`,
  };
}

import type { Alert, Resolution } from '@keywarden/contracts';
import type { IncidentNote } from '@keywarden/routing';

export type IncidentEnd = NonNullable<IncidentNote['resolved']>;

/** How an incident ended, by the alert that says so. */
export function endOf(time: string, resolution: Resolution | undefined): IncidentEnd {
  return {
    by: resolution?.by ?? 'keywarden',
    at: resolution?.time ?? time,
    reason: resolution?.reason ?? '',
  };
}

/** The note of an incident after one more alert. An alert after its end opens it again, in nobody's charge. */
export function noteOf(known: IncidentNote | undefined, alert: Alert): IncidentNote {
  const { incident_id, time, resolution } = alert;
  if (alert.status === 'resolved') {
    const resolved = endOf(time, resolution);
    const base = known ?? { incident_id, gravest: alert, alerts: 0, first_at: time, last_at: time };
    return { ...base, resolved };
  }
  if (known === undefined) {
    return { incident_id, gravest: alert, alerts: 1, first_at: time, last_at: time };
  }
  const open = { ...known };
  if (known.resolved !== undefined) delete open.acknowledged;
  delete open.resolved;
  return {
    ...open,
    gravest: alert.risk_score > known.gravest.risk_score ? alert : known.gravest,
    alerts: known.alerts + 1,
    last_at: time > known.last_at ? time : known.last_at,
  };
}

import type { Alert } from '@keywarden/contracts';
import { anAlert } from './alert.js';

/** An alert of an incident about a credential of its own, so that it is news. */
export function anIncidentAlert(
  id: string,
  incident = 'incident',
  overrides: Partial<Alert> = {},
): Alert {
  const credential = { ...anAlert().credential, canonical_path: `/etc/kubernetes/pki/${id}.key` };
  return anAlert({ id, incident_id: incident, credential, ...overrides });
}

/** The end of an incident, as somebody closed it. */
export function aResolution(id: string, incident = 'incident'): Alert {
  const resolution = { by: 'alice', reason: 'keys rotated', time: '2026-11-24T05:00:00Z' };
  return anIncidentAlert(id, incident, { status: 'resolved', resolution });
}

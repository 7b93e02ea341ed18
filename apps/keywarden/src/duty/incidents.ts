import { KeywardenError } from '@keywarden/contracts';
import type { IncidentNote } from '@keywarden/routing';
import { atDesk } from './desk.js';
import { needIncident } from './find-incident.js';
import { showTime } from './instant.js';
import { required, type ByOptions, type DutyOptions, type LimitOptions } from './options.js';
import { incidentTable, renderIncident, stateOf } from './render-incident.js';
import { publishResolved, resolvedAlert } from './resolve.js';
import { jsonLines } from './table.js';

export interface IncidentOptions extends DutyOptions {
  id: string;
}

/** As many as the state keeps of one incident. */
const MAX_DELIVERIES = 500;

/** Shows incidents, latest first. */
export function listIncidents(options: DutyOptions & LimitOptions): Promise<number> {
  return atDesk(options, async ({ duty }) => {
    const notes = await duty.incidents(options.limit);
    if (options.output === 'json') return jsonLines(notes.map(withState));
    return notes.length === 0 ? 'No incidents.\n' : incidentTable(notes);
  });
}

/** Shows one incident: what it is, who took charge, and who was told what and what they answered. */
export function showIncident(options: IncidentOptions): Promise<number> {
  return atDesk(options, async ({ duty, notifications }) => {
    const note = await needIncident(duty, options.id);
    const { incident_id } = note;
    const deliveries = await notifications.deliveries({ incident_id, limit: MAX_DELIVERIES });
    return options.output === 'json'
      ? jsonLines([{ ...withState(note), deliveries }])
      : renderIncident(note, deliveries);
  });
}

/** Takes charge of an incident: repeats and escalation stop. */
export function acknowledgeIncident(options: IncidentOptions & ByOptions): Promise<number> {
  return atDesk(options, async ({ duty }) => {
    const { incident_id } = await needIncident(duty, options.id);
    const acknowledged = { by: options.by, at: new Date().toISOString() };
    if (!(await duty.acknowledge(incident_id, acknowledged))) {
      throw new KeywardenError('KW_USAGE', `incident "${options.id}" is remembered no longer`);
    }
    return shown(options, await needIncident(duty, incident_id));
  });
}

/** Says that an incident is over, to whoever understands that. */
export function resolveIncident(
  options: IncidentOptions & ByOptions & { reason: string },
): Promise<number> {
  const reason = required('--reason', options.reason);
  return atDesk(options, async (desk) => {
    const { duty } = desk;
    const note = await needIncident(duty, options.id);
    if (note.resolved !== undefined) {
      const { by, at } = note.resolved;
      const text = `incident "${options.id}" was resolved at ${showTime(at)} by ${by} already`;
      throw new KeywardenError('KW_USAGE', text);
    }
    const alert = resolvedAlert(note, { by: options.by, reason, time: new Date().toISOString() });
    await publishResolved(desk, alert);
    // The notifier does so too; this way the very next list shows it.
    await duty.noteAlert(alert);
    return shown(options, await needIncident(duty, note.incident_id));
  });
}

function shown({ output }: DutyOptions, note: IncidentNote): string {
  return output === 'json' ? jsonLines([withState(note)]) : incidentTable([note]);
}

function withState(note: IncidentNote): object {
  return { ...note, state: stateOf(note) };
}

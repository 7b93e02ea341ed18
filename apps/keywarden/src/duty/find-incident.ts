import { KeywardenError } from '@keywarden/contracts';
import type { DutyStore, IncidentNote } from '@keywarden/routing';
import { visible } from '@keywarden/sinks';

const MIN_PREFIX = 6;
/** As many as are remembered. */
const ALL = 10_000;
const MAX_NAMED = 5;

/**
 * The incident of an id, or of the beginning of one.
 *
 * @returns undefined when there is none
 * @throws KeywardenError `KW_USAGE` for a beginning that several incidents share, or that is too short
 */
export async function findIncident(
  duty: DutyStore,
  given: string,
): Promise<IncidentNote | undefined> {
  const exact = await duty.incident(given);
  if (exact !== undefined) return exact;
  if (given.length < MIN_PREFIX) {
    const text = `"${given}" is no incident; the beginning of an id needs ${String(MIN_PREFIX)} characters`;
    throw new KeywardenError('KW_USAGE', text);
  }
  const notes = await duty.incidents(ALL);
  const found = notes.filter(({ incident_id }) => incident_id.startsWith(given));
  if (found.length <= 1) return found[0];
  const named = found.slice(0, MAX_NAMED).map(({ incident_id }) => visible(incident_id));
  const more = found.length > MAX_NAMED ? ', …' : '';
  const text = `"${given}" is the beginning of ${String(found.length)} incidents: ${named.join(', ')}${more}`;
  throw new KeywardenError('KW_USAGE', text);
}

/** As {@link findIncident}. @throws KeywardenError `KW_USAGE` also when there is none */
export async function needIncident(duty: DutyStore, given: string): Promise<IncidentNote> {
  const note = await findIncident(duty, given);
  if (note !== undefined) return note;
  const text = `there is no incident "${given}"; see "keywarden incidents list"`;
  throw new KeywardenError('KW_USAGE', text);
}

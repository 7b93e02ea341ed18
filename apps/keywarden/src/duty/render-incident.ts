import type { DeliveryRecord, IncidentNote } from '@keywarden/routing';
import { visible } from '@keywarden/sinks';
import { deliveryTable } from './deliveries.js';
import { showTime } from './instant.js';
import { table } from './table.js';

export type IncidentState = 'open' | 'acknowledged' | 'resolved';

export function stateOf({ resolved, acknowledged }: IncidentNote): IncidentState {
  if (resolved !== undefined) return 'resolved';
  return acknowledged === undefined ? 'open' : 'acknowledged';
}

/** One line for each incident. */
export function incidentTable(notes: readonly IncidentNote[]): string {
  const head = ['INCIDENT', 'STATE', 'RISK', 'ALERTS', 'FIRST', 'LAST', 'ACKNOWLEDGED', 'TITLE'];
  const rows = notes.map((note) => {
    const { incident_id, gravest, alerts, first_at, last_at, acknowledged } = note;
    const counts = [String(gravest.risk_score), String(alerts)];
    const times = [showTime(first_at), showTime(last_at)];
    const by = acknowledged?.by ?? '-';
    return [incident_id, stateOf(note), ...counts, ...times, by, gravest.title];
  });
  return table(head, rows);
}

/** Everything that is known of one incident, for people. */
export function renderIncident(note: IncidentNote, deliveries: readonly DeliveryRecord[]): string {
  const { incident_id, gravest, alerts, first_at, last_at, acknowledged, resolved } = note;
  const facts: [string, string][] = [
    ['incident', incident_id],
    ['state', stateOf(note)],
    ['gravest', `${gravest.title} (risk ${String(gravest.risk_score)}, ${gravest.signature.id})`],
    ['node', gravest.event.node],
    ['credential', gravest.credential.canonical_path],
    ['alerts', `${String(alerts)}, from ${showTime(first_at)} to ${showTime(last_at)}`],
  ];
  if (acknowledged !== undefined) {
    facts.push(['acknowledged', `by ${acknowledged.by} at ${showTime(acknowledged.at)}`]);
  }
  if (resolved !== undefined) {
    facts.push(['resolved', `by ${resolved.by} at ${showTime(resolved.at)}: ${resolved.reason}`]);
  }
  const lines = facts.map(([name, value]) => `${name.padEnd(12)}  ${visible(value)}\n`);
  const told = deliveries.length === 0 ? 'Nobody was told of it.\n' : deliveryTable(deliveries);
  return `${lines.join('')}\n${told}`;
}

import type { Command } from '../cli.js';
import { withBy, withDuty, type ByOptions, type DutyOptions } from '../duty/options.js';
import { withIncidentId } from './incidents-id.js';

/** `keywarden incidents ack`. */
export const incidentsAckCommand: Command<DutyOptions & ByOptions & { id: string }> = {
  command: 'ack <id>',
  describe: 'Take charge of an incident: no more repeats, no escalation',
  builder: (parser) => withIncidentId(withBy(withDuty(parser))),
  async run(options) {
    const { acknowledgeIncident } = await import('../duty/incidents.js');
    return acknowledgeIncident(options);
  },
};

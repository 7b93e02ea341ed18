import type { Command } from '../cli.js';
import { withDuty, type DutyOptions } from '../duty/options.js';
import { withIncidentId } from './incidents-id.js';

/** `keywarden incidents show`. */
export const incidentsShowCommand: Command<DutyOptions & { id: string }> = {
  command: 'show <id>',
  describe: 'Show an incident, and who was told what of it, when, and what they answered',
  builder: (parser) => withIncidentId(withDuty(parser)),
  async run(options) {
    const { showIncident } = await import('../duty/incidents.js');
    return showIncident(options);
  },
};

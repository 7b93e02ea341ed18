import type { Command } from '../cli.js';
import { withBy, withDuty, type ByOptions, type DutyOptions } from '../duty/options.js';
import { withIncidentId } from './incidents-id.js';

/** `keywarden incidents resolve`. */
export const incidentsResolveCommand: Command<
  DutyOptions & ByOptions & { id: string; reason: string }
> = {
  command: 'resolve <id>',
  describe: 'Close an incident and tell the receivers that understand it, over Kafka',
  builder: (parser) =>
    withIncidentId(withBy(withDuty(parser))).option('reason', {
      type: 'string',
      demandOption: true,
      describe: 'What was found and done; the receivers are told',
    }),
  async run(options) {
    const { resolveIncident } = await import('../duty/incidents.js');
    return resolveIncident(options);
  },
};

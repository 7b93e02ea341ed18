import type { Command } from '../cli.js';
import { withDuty, withLimit, type DutyOptions, type LimitOptions } from '../duty/options.js';

/** `keywarden incidents list`. */
export const incidentsListCommand: Command<DutyOptions & LimitOptions> = {
  command: 'list',
  describe: 'Show incidents, latest first',
  builder: (parser) => withLimit(withDuty(parser), 20),
  async run(options) {
    const { listIncidents } = await import('../duty/incidents.js');
    return listIncidents(options);
  },
};

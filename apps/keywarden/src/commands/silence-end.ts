import type { Command } from '../cli.js';
import { withBy, withDuty, type ByOptions, type DutyOptions } from '../duty/options.js';

/** `keywarden silence end`. */
export const silenceEndCommand: Command<DutyOptions & ByOptions & { id: string }> = {
  command: 'end <id>',
  describe: 'End a silence now; what it muted is told within a minute or so',
  builder: (parser) =>
    withBy(withDuty(parser)).positional('id', {
      type: 'string',
      demandOption: true,
      describe: 'As `silence list` shows it',
    }),
  async run(options) {
    const { endSilence } = await import('../duty/silences.js');
    return endSilence(options);
  },
};

import type { Command } from '../cli.js';
import { withDuty, type DutyOptions } from '../duty/options.js';

/** `keywarden silence list`. */
export const silenceListCommand: Command<DutyOptions & { all: boolean }> = {
  command: 'list',
  describe: 'Show the silences that hold or are to come',
  builder: (parser) =>
    withDuty(parser).option('all', {
      type: 'boolean',
      default: false,
      describe: 'Also those that have ended, for notifier.silence_retention_s',
    }),
  async run(options) {
    const { listSilences } = await import('../duty/silences.js');
    return listSilences(options);
  },
};

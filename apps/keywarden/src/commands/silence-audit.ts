import type { Command } from '../cli.js';
import { withDuty, withLimit, type DutyOptions, type LimitOptions } from '../duty/options.js';

/** `keywarden silence audit`. */
export const silenceAuditCommand: Command<DutyOptions & LimitOptions> = {
  command: 'audit',
  describe: 'Show who created and who ended which silence, and when',
  builder: (parser) => withLimit(withDuty(parser), 100),
  async run(options) {
    const { auditSilences } = await import('../duty/silences.js');
    return auditSilences(options);
  },
};

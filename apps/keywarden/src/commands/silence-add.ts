import type { Command } from '../cli.js';
import type { SilenceRequest } from '../duty/make-silence.js';
import { loginName, withDuty, type DutyOptions } from '../duty/options.js';

type SilenceAddOptions = DutyOptions & SilenceRequest & { matchers: string[] };

/** `keywarden silence add`. */
export const silenceAddCommand: Command<SilenceAddOptions> = {
  command: 'add <matchers..>',
  describe: 'Silence alerts that all matchers match',
  builder: (parser) =>
    withDuty(parser)
      .positional('matchers', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: "Each in quotes, e.g. 'severity <= medium' 'node =~ \"cp-.*\"'",
      })
      .option('author', {
        type: 'string',
        default: loginName(),
        defaultDescription: 'your login name',
        describe: 'Who answers for it',
      })
      .option('reason', { type: 'string', demandOption: true, describe: 'Why; kept for the audit' })
      .option('duration', { type: 'string', describe: 'How long, e.g. 90s, 15m, 2h or 3d' })
      .option('until', { type: 'string', describe: 'Until when instead, RFC 3339' })
      .option('start', { type: 'string', describe: 'From when on, RFC 3339 (default: now)' })
      .example(
        "$0 silence add 'node = cp-1' 'executable = /usr/bin/kubeadm' --duration 2h --reason 'CA rotation'",
        '',
      ),
  async run(options) {
    const { addSilence } = await import('../duty/silences.js');
    return addSilence(options);
  },
};

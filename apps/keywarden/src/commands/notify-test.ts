import type { Command } from '../cli.js';
import { withDuty } from '../duty/options.js';
import type { TestOptions } from '../notify-test/send-test.js';

/** `keywarden notify test`: does this receiver get anything at all? */
export const notifyTestCommand: Command<TestOptions> = {
  command: 'test <receiver>',
  describe: 'Send one marked test notification to a receiver and show its answer',
  builder: (parser) =>
    withDuty(parser)
      .positional('receiver', {
        type: 'string',
        demandOption: true,
        describe: 'Name of one of the configured sinks',
      })
      .option('severity', {
        choices: ['info', 'low', 'medium', 'high'] as const,
        default: 'info' as const,
        describe: 'How grave it claims to be: high also rings a pager',
      })
      .example('$0 notify test pager -c keywarden.yaml --severity high', ''),
  async run(options) {
    const { sendTest } = await import('../notify-test/send-test.js');
    return sendTest(options);
  },
};

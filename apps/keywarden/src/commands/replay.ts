import type { Command } from '../cli.js';
import {
  withCommon,
  withFile,
  withOutput,
  type CommonOptions,
  type OutputOptions,
} from '../options.js';

export interface ReplayOptions extends CommonOptions, OutputOptions {
  file: string;
  'skip-bad': boolean;
}

/** `keywarden replay`: recorded events through detector and notifier. */
export const replayCommand: Command<ReplayOptions> = {
  command: 'replay <file>',
  describe:
    'Run recorded events (JSON lines, or - for standard input) through detector and notifier',
  builder: (parser) =>
    withFile(withOutput(withCommon(parser)), 'Recording, or -')
      .option('skip-bad', {
        type: 'boolean',
        default: false,
        describe: 'Unreadable lines are reported but do not change the exit code',
      })
      .example('$0 replay capture.jsonl', 'the same events always give the same alert ids')
      .example('zcat capture.jsonl.gz | $0 replay - --output json', ''),
  async run(options) {
    const { replay } = await import('../actions/replay.js');
    return replay(options);
  },
};

import type { Command } from '../cli.js';
import {
  withCommon,
  withFile,
  withOutput,
  withPolicy,
  type CommonOptions,
  type OutputOptions,
  type PolicyOptions,
} from '../options.js';

export interface ReplayOptions extends CommonOptions, OutputOptions, PolicyOptions {
  file: string;
  'skip-bad': boolean;
  stats: boolean;
  top: number;
}

/** `keywarden replay`: recorded events through detector and notifier. */
export const replayCommand: Command<ReplayOptions> = {
  command: 'replay <file>',
  describe:
    'Run recorded events (JSON lines, or - for standard input) through detector and notifier',
  builder: (parser) =>
    withFile(withPolicy(withOutput(withCommon(parser))), 'Recording, or -')
      .option('skip-bad', {
        type: 'boolean',
        default: false,
        describe: 'Unreadable lines are reported but do not change the exit code',
      })
      .option('stats', {
        type: 'boolean',
        default: false,
        describe: 'Count verdicts by rule, reader, day and incident instead of sending alerts',
      })
      .option('top', {
        type: 'number',
        default: 20,
        describe: 'Entries in each list of --stats',
      })
      .example('$0 replay capture.jsonl --stats --policy policy.yaml', 'how noisy it would be')
      .example('$0 replay capture.jsonl', 'the same events always give the same alert ids')
      .example('zcat capture.jsonl.gz | $0 replay - --output json', ''),
  async run(options) {
    if (options.stats) {
      const { replayStatistics } = await import('../actions/replay-statistics.js');
      return replayStatistics(options);
    }
    const { replay } = await import('../actions/replay.js');
    return replay(options);
  },
};

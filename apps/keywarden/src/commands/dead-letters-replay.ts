import type { Command } from '../cli.js';
import { withLetterFilter, type LetterFilterOptions } from './dead-letters-list.js';

export interface ReplayLettersOptions extends LetterFilterOptions {
  letters: string[];
  'dry-run': boolean;
  yes: boolean;
  again: boolean;
}

/** `keywarden dead-letters replay`. */
export const deadLettersReplayCommand: Command<ReplayLettersOptions> = {
  command: 'replay [letters..]',
  describe: 'Publish dead letters again, to where they came from and to the sink that gave up',
  builder: (parser) =>
    withLetterFilter(parser, 1_000)
      .positional('letters', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'PARTITION/OFFSET each; without any, a filter says which',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Only list them' })
      .option('yes', {
        alias: 'y',
        type: 'boolean',
        default: false,
        describe: 'Do not ask; needed for more than one without a terminal',
      })
      .option('again', {
        type: 'boolean',
        default: false,
        describe: 'Also those that were replayed before',
      })
      .example('$0 dead-letters replay 3/1207 3/1208 --yes', '')
      .example('$0 dead-letters replay --sink siem --since 2h --dry-run', ''),
  async run(options) {
    const { replayLetters } = await import('../dead-letters/replay.js');
    return replayLetters(options);
  },
};

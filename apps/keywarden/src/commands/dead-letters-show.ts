import type { Command } from '../cli.js';
import { withConfig, withOutput, type OutputOptions } from '../options.js';

export interface ShowOptions extends OutputOptions {
  config: string | undefined;
  letter: string;
  raw: boolean;
}

/** `keywarden dead-letters show`. */
export const deadLettersShowCommand: Command<ShowOptions> = {
  command: 'show <letter>',
  describe: 'Show why a letter is dead, every attempt, its headers and its bytes',
  builder: (parser) =>
    withOutput(withConfig(parser))
      .positional('letter', {
        type: 'string',
        demandOption: true,
        describe: 'PARTITION/OFFSET, as list prints it',
      })
      .option('raw', {
        type: 'boolean',
        default: false,
        describe: 'Write the original bytes and nothing else; a terminal may act on them',
      })
      .example('$0 dead-letters show 3/1207', 'what could act on a terminal is escaped')
      .example('$0 dead-letters show 3/1207 --raw > message', ''),
  async run(options) {
    const { showLetter } = await import('../dead-letters/show.js');
    return showLetter(options);
  },
};

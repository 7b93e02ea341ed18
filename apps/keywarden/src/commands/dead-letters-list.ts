import type { Argv } from 'yargs';
import type { Command } from '../cli.js';
import { withConfig, withOutput, type OutputOptions } from '../options.js';

/** Which letters. */
export interface LetterFilterOptions {
  config: string | undefined;
  since: string | undefined;
  limit: number;
  sink: string | undefined;
  code: string | undefined;
  alert: string | undefined;
}

export type ListOptions = LetterFilterOptions & OutputOptions;

const MAX_LIMIT = 100_000;

/** Adds --config and the filters. */
export function withLetterFilter(parser: Argv, limit: number): Argv<LetterFilterOptions> {
  return withConfig(parser)
    .option('since', {
      type: 'string',
      describe: 'Written since: 90m, 24h, 7d, or an RFC 3339 time',
    })
    .option('limit', {
      type: 'number',
      default: limit,
      describe: 'At most so many, the newest',
      coerce: (value: number) => {
        if (Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value;
        throw new Error(`--limit is a whole number from 1 to ${String(MAX_LIMIT)}`);
      },
    })
    .option('sink', { type: 'string', describe: 'Only those that this sink gave up' })
    .option('code', { type: 'string', describe: 'Only those with this error code' })
    .option('alert', { type: 'string', describe: 'Only those of the alert with this id' });
}

/** `keywarden dead-letters list`. */
export const deadLettersListCommand: Command<ListOptions> = {
  command: 'list',
  describe: 'List dead letters, oldest first, and which were replayed',
  builder: (parser) =>
    withOutput(withLetterFilter(parser, 100))
      .example('$0 dead-letters list -c keywarden.yaml --since 24h', '')
      .example('$0 dead-letters list --sink siem --output json', 'one JSON object per line'),
  async run(options) {
    const { listLetters } = await import('../dead-letters/list.js');
    return listLetters(options);
  },
};

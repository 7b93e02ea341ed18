import type { Argv } from 'yargs';
import type { Command } from '../cli.js';
import { withConfig, withFile, withPolicy, type PolicyOptions } from '../options.js';

export interface ExplainOptions extends PolicyOptions {
  config: string | undefined;
  file: string;
  event: string | undefined;
}

const DESCRIBE = 'Say for each recorded credential event what was decided, and why';

function builder(parser: Argv): Argv<ExplainOptions> {
  return withPolicy(
    withConfig(withFile(parser, 'Recording, a directory of .jsonl files, or -')),
  ).option('event', { type: 'string', describe: 'Only the event with this id' });
}

async function run(options: ExplainOptions): Promise<number> {
  const { explainRecording } = await import('../actions/explain.js');
  return explainRecording(options);
}

/** `keywarden explain`: the verdict on each event of a recording in words. */
export const explainCommand: Command<ExplainOptions> = {
  command: 'explain <file>',
  describe: DESCRIBE,
  builder,
  run,
};

/** The same, where someone who looks for everything about policies finds it. */
export const policyExplainCommand: Command<ExplainOptions> = { ...explainCommand };

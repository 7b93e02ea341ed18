import type { Command } from '../cli.js';
import { withConfig, withFile, withPolicy, type PolicyOptions } from '../options.js';

export interface PolicySuggestOptions extends PolicyOptions {
  config: string | undefined;
  file: string;
}

/** `keywarden policy suggest`: the narrowest rules for what alerted; never applied by itself. */
export const policySuggestCommand: Command<PolicySuggestOptions> = {
  command: 'suggest <file>',
  describe: 'Propose the narrowest rules for recorded events that would alert; a person decides',
  builder: (parser) =>
    withPolicy(
      withConfig(withFile(parser, 'Recording, a directory of .jsonl files, or -')),
    ).example('$0 policy suggest capture.jsonl > proposed.yaml', 'then read every rule'),
  async run(options) {
    const { suggestPolicy } = await import('../actions/policy-suggest.js');
    return suggestPolicy(options);
  },
};

import type { Command } from '../cli.js';
import { withFiles } from '../options.js';

export interface PolicyCheckOptions {
  files: string[];
  print: boolean;
}

/** `keywarden policy check`: are these files a policy, and a sound one? */
export const policyCheckCommand: Command<PolicyCheckOptions> = {
  command: 'check <files..>',
  describe: 'Validate policy files, layered in this order, and warn of doubtful rules',
  builder: (parser) =>
    withFiles(parser, 'Policy files, or quoted patterns')
      .option('print', {
        type: 'boolean',
        default: false,
        describe: 'Print the whole policy with the layer of each rule, as YAML',
      })
      .example('$0 policy check policy.yaml', 'exit code 1: there are warnings, 2: it is wrong')
      .example('$0 policy check policy.yaml --print', 'also the default rules'),
  async run(options) {
    const { checkPolicy } = await import('../actions/policy-check.js');
    return checkPolicy(options);
  },
};

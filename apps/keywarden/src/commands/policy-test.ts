import type { Command } from '../cli.js';
import { withFiles, withPolicy, type PolicyOptions } from '../options.js';

export interface PolicyTestOptions extends PolicyOptions {
  files: string[];
}

/** `keywarden policy test`: cases in YAML against a policy, without a kernel. */
export const policyTestCommand: Command<PolicyTestOptions> = {
  command: 'test <files..>',
  describe: 'Run policy tests (YAML) against the default policy and the layers of --policy',
  builder: (parser) =>
    withPolicy(withFiles(parser, 'Files of policy tests')).example(
      '$0 policy test tests.yaml --policy policy.yaml',
      'exit code 1: a case failed',
    ),
  async run(options) {
    const { testPolicy } = await import('../actions/policy-test.js');
    return testPolicy(options);
  },
};

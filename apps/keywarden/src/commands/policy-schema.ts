import type { Command } from '../cli.js';

interface PolicySchemaOptions {
  tests: boolean;
}

/** `keywarden policy schema`: what an editor needs to complete and check a policy. */
export const policySchemaCommand: Command<PolicySchemaOptions> = {
  command: 'schema',
  describe: 'Print the JSON Schema of policy files, for editors',
  builder: (parser) =>
    parser.option('tests', {
      type: 'boolean',
      default: false,
      describe: 'The schema of policy tests instead',
    }),
  async run({ tests }) {
    const { printSchema } = await import('../actions/policy-schema.js');
    return printSchema(tests);
  },
};

import type { CommandGroup } from '../cli.js';
import { policyCheckCommand } from './policy-check.js';
import { policyExplainCommand } from './explain.js';
import { policySchemaCommand } from './policy-schema.js';
import { policySuggestCommand } from './policy-suggest.js';
import { policyTestCommand } from './policy-test.js';

/** `keywarden policy …`: everything about a policy before it is in force. */
export const policyCommands: CommandGroup = {
  command: 'policy',
  describe: 'Check, test and explain a policy, or have one suggested; changes nothing',
  register(add) {
    add(policyCheckCommand);
    add(policyTestCommand);
    add(policyExplainCommand);
    add(policySuggestCommand);
    add(policySchemaCommand);
  },
};

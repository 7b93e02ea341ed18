import { ESLint } from 'eslint';
import { join } from 'node:path';
import { root } from './paths.mjs';

const rule = '@nx/enforce-module-boundaries';

/**
 * Texts linted as if they were the content of an existing file; nothing is written. All but the last
 * must break the boundary rule. The last proves that the rule does not simply refuse everything.
 */
const canaries = [
  {
    why: 'domain code must not import kafkajs',
    file: 'libs/credentials/src/index.ts',
    imports: 'kafkajs',
    breaks: true,
  },
  {
    why: 'domain code must not import an adapter',
    file: 'libs/credentials/src/index.ts',
    imports: '@keywarden/bus',
    breaks: true,
  },
  {
    why: 'the collect stage must not import the notify stage',
    file: 'libs/sensor/src/index.ts',
    imports: '@keywarden/sinks',
    breaks: true,
  },
  {
    why: 'contracts import zod and nothing else',
    file: 'libs/contracts/src/index.ts',
    imports: '@keywarden/credentials',
    breaks: true,
  },
  {
    why: 'an application must not import an application',
    file: 'apps/detector/src/index.ts',
    imports: '@keywarden/notifier',
    breaks: true,
  },
  {
    why: 'domain code may import contracts',
    file: 'libs/credentials/src/index.ts',
    imports: '@keywarden/contracts',
    breaks: false,
  },
];

/** What is wrong with the linter, one sentence for each canary that it judged wrongly. */
export async function checkCanaries() {
  const eslint = new ESLint({
    cwd: root,
    // With CI set the parser takes each file from the disk, whatever text it is given.
    overrideConfig: {
      languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
    },
  });
  const problems = [];
  for (const { why, file, imports, breaks } of canaries) {
    const text = `import * as canary from '${imports}';\nexport default canary;\n`;
    const [result] = await eslint.lintText(text, { filePath: join(root, file) });
    const messages = result?.messages ?? [];
    const fatal = messages.find((message) => message.fatal);
    if (fatal !== undefined) {
      problems.push(`${why}: ${file} cannot be parsed: ${fatal.message}`);
    } else if (
      messages.some(({ ruleId, severity }) => ruleId === rule && severity === 2) !== breaks
    ) {
      problems.push(
        `${why}: importing ${imports} in ${file} ${breaks ? 'passed' : 'failed'} ${rule}`,
      );
    }
  }
  return problems;
}

import { KeywardenError, toKeywardenError } from '@keywarden/contracts';
import { classify } from '@keywarden/credentials';
import { filesAt, loadPolicy } from '@keywarden/detector';
import { loadConfig } from '@keywarden/platform';
import { compilePolicy, policyTests, runCase, type CaseResult } from '@keywarden/signature';
import type { PolicyTestOptions } from '../commands/policy-test.js';
import { EXIT_CODES } from '../exit-codes.js';
import { renderRules, verdictText } from '../offline/render-explanation.js';
import { explained } from '../offline/session.js';

/** Runs policy tests; 0 when all passed, 1 when a case failed, 2 when a file is wrong. */
export function testPolicy({ files, policy: layers }: PolicyTestOptions): Promise<number> {
  return explained(() => {
    const policy = compilePolicy(loadPolicy({ policy_files: layers }));
    let passed = 0;
    let failed = 0;
    for (const file of files.flatMap((place) => filesAt(place))) {
      for (const one of load(file).cases) {
        const result = runCase(one, policy, classify);
        if (result.passed) passed += 1;
        else failed += 1;
        process.stdout.write(render(file, result));
      }
    }
    process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
    return failed > 0 ? EXIT_CODES.failure : EXIT_CODES.ok;
  });
}

function load(file: string) {
  try {
    return loadConfig({ schema: policyTests, file, env: {} });
  } catch (thrown) {
    const { code, message, where } = toKeywardenError(thrown);
    const hint = 'No case was run. docs/policy-tools.md describes the file.';
    throw new KeywardenError(code, message, { hint, ...(where === undefined ? {} : { where }) });
  }
}

function render(file: string, result: CaseResult): string {
  if (result.passed) return '';
  const { name, differences, verdict, rules } = result;
  const lines = differences.map((difference) => `  ${difference}\n`).join('');
  return `FAILED ${file}: ${name}\n${lines}  ${verdictText(verdict)}\n${renderRules(rules)}`;
}

import { explain, judge, type ConsideredRule } from '../judge.js';
import type { CompiledPolicy } from '../policy/compile.js';
import type { Verdict } from '../verdict.js';
import { buildCase, type ClassifyPath } from './build-case.js';
import type { PolicyCase } from './policy-test.js';

/** How a policy test ended. */
export type CaseResult =
  | { passed: true; name: string }
  | {
      passed: false;
      name: string;
      /** What was expected and what came instead, one entry per difference. */
      differences: readonly string[];
      verdict: Verdict;
      rules: readonly ConsideredRule[];
    };

/** Judges one case and compares. Pure. */
export function runCase(
  { name, given, expect }: PolicyCase,
  policy: CompiledPolicy,
  classify: ClassifyPath,
): CaseResult {
  const input = { ...buildCase(given, classify), policy };
  const differences = compare(expect, judge(input));
  if (differences.length === 0) return { passed: true, name };
  return { passed: false, name, differences, ...explain(input) };
}

function compare(expected: PolicyCase['expect'], verdict: Verdict): string[] {
  const { outcome } = verdict;
  const isAlert = outcome === 'alert';
  const rule = isAlert ? verdict.nearestRule : outcome === 'allowed' ? verdict.rule : undefined;
  const parts: [string, string | undefined, string | undefined][] = [
    ['outcome', expected.outcome, outcome],
    ['rule', expected.rule, rule],
    ['reason', expected.reason, isAlert ? verdict.reason : undefined],
    ['evasions', sorted(expected.evasions), isAlert ? sorted(verdict.evasions) : undefined],
  ];
  return parts.flatMap(([what, wanted, found]) =>
    wanted === undefined || wanted === found
      ? []
      : [`${what}: expected ${wanted}, is ${found ?? 'none'}`],
  );
}

function sorted(evasions: readonly string[] | undefined): string | undefined {
  return evasions === undefined ? undefined : `[${evasions.toSorted().join(', ')}]`;
}

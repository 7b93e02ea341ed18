import { filesAt, loadLayers } from '@keywarden/detector';
import { toYaml } from '@keywarden/platform';
import { layerPolicies, reviewPolicy, type Policy } from '@keywarden/signature';
import type { PolicyCheckOptions } from '../commands/policy-check.js';
import { EXIT_CODES } from '../exit-codes.js';
import { explained } from '../offline/session.js';

/** Checks policy files; 0 when all is well, 1 with warnings, 2 when a file is wrong. */
export function checkPolicy({ files, print }: PolicyCheckOptions): Promise<number> {
  return explained(() => {
    const found = files.flatMap((file) => filesAt(file));
    const policy = layerPolicies(loadLayers(found));
    const warnings = reviewPolicy(policy, new Set(found));
    for (const { layer, rule, warning } of warnings) {
      process.stderr.write(`warning: ${layer}: rule "${rule}" ${warning}\n`);
    }
    process.stdout.write(print ? printed(policy) : `${counts(policy, found)}\n`);
    return warnings.length > 0 ? EXIT_CODES.failure : EXIT_CODES.ok;
  });
}

function counts({ rules }: Policy, files: readonly string[]): string {
  const of = (layer: string): string =>
    `${layer}: ${String(rules.filter((rule) => rule.layer === layer).length)}`;
  const layers = [...files.toReversed(), 'default'].map(of);
  return `${String(rules.length)} rules in force (${layers.join(', ')})`;
}

function printed({ compat, traceeForm, podHelpers, rules }: Policy): string {
  return toYaml({
    compat,
    tracee_form: traceeForm,
    pod_helpers: podHelpers,
    rules: rules.map(({ layer, rule }) => ({ layer, ...rule })),
  });
}

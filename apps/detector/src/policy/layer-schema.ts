import { sitePolicy, type PolicyLayer, type SitePolicy } from '@keywarden/signature';
import type { z } from 'zod';

/**
 * The schema of a layer that lies over others: a rule name stands once, and only rules of the layers
 * below can be disabled. As issues of the schema, these mistakes have a file, line and column too.
 */
export function layerSchema(below: readonly PolicyLayer[]): z.ZodType<SitePolicy> {
  return sitePolicy.superRefine(({ disable, rules }, context) => {
    const names = namesOf(below);
    for (const [index, name] of disable.entries()) {
      if (names.delete(name)) continue;
      const path = ['disable', index];
      context.addIssue({ code: 'custom', path, message: `no layer below has a rule "${name}"` });
    }
    for (const [index, { name }] of rules.entries()) {
      if (names.has(name)) {
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'name'],
          message: `the rule name "${name}" stands twice; "disable" replaces a rule of a layer below`,
        });
      }
      names.add(name);
    }
  });
}

/** The names of the rules that are in force after these layers. */
function namesOf(layers: readonly PolicyLayer[]): Set<string> {
  const names = new Set<string>();
  for (const { policy } of layers) {
    for (const name of policy.disable) names.delete(name);
    for (const { name } of policy.rules) names.add(name);
  }
  return names;
}

import { KeywardenError } from '@keywarden/contracts';
import { sitePolicy, type Policy, type PolicyRule, type SitePolicy } from './schema.js';

/** A policy file, or the part that is shipped. */
export interface PolicyLayer {
  /** A file name, or `default`; errors and verdicts name it. */
  readonly name: string;
  readonly policy: SitePolicy;
}

const NOTHING: Policy = {
  compat: 'none',
  traceeForm: 'comm',
  podHelpers: 'alert',
  rules: [],
};

/**
 * Puts layers together, the lowest first. A higher layer is asked first, wins with its settings, and
 * can disable rules of the layers below it.
 *
 * @throws KeywardenError `KW_POLICY_INVALID` for a rule name that stands twice, and for a name in
 *   `disable` that no layer below has.
 */
export function layerPolicies(layers: readonly PolicyLayer[]): Policy {
  return layers.reduce(lay, NOTHING);
}

/**
 * A site policy, still unchecked, over a base.
 *
 * @throws KeywardenError `KW_POLICY_INVALID` naming the first wrong key, and as
 *   {@link layerPolicies}.
 */
export function layerPolicy(base: Policy, input: unknown, name = 'site'): Policy {
  const parsed = sitePolicy.safeParse(input);
  if (parsed.success) return lay(base, { name, policy: parsed.data });
  const issue = parsed.error.issues[0];
  throw new KeywardenError('KW_POLICY_INVALID', issue?.message ?? 'invalid policy', {
    where: issue?.path.map(String).join('.') ?? '',
  });
}

function lay(below: Policy, { name, policy }: PolicyLayer): Policy {
  const names = new Set(below.rules.map(({ rule }) => rule.name));
  for (const disabled of policy.disable) {
    if (!names.has(disabled)) throw unknownRule(name, disabled);
    names.delete(disabled);
  }
  const kept = below.rules.filter(({ rule }) => names.has(rule.name));
  const added = policy.rules.map((rule): PolicyRule => ({ layer: name, rule }));
  for (const { rule } of added) {
    if (names.has(rule.name)) throw twice(name, rule.name);
    names.add(rule.name);
  }
  return {
    compat: policy.compat ?? below.compat,
    traceeForm: policy.tracee_form ?? below.traceeForm,
    podHelpers: policy.pod_helpers ?? below.podHelpers,
    rules: [...added, ...kept],
  };
}

function twice(layer: string, name: string): KeywardenError {
  return new KeywardenError('KW_POLICY_INVALID', `the rule name "${name}" stands twice`, {
    where: `${layer}: rules`,
    hint: 'Choose another name, or put the name of the other rule under "disable" to replace it.',
  });
}

function unknownRule(layer: string, name: string): KeywardenError {
  return new KeywardenError('KW_POLICY_INVALID', `no layer below has a rule "${name}"`, {
    where: `${layer}: disable`,
    hint: '"keywarden policy check --print" shows the names of all rules.',
  });
}

import { CREDENTIAL_KINDS, KeywardenError, type CredentialKind } from '@keywarden/contracts';
import { z } from 'zod';

/** How a credential is taken: opened for reading, renamed, hard-linked, or read out of a process. */
export const ACCESS_WAYS = ['open', 'rename', 'link', 'memory'] as const;
export type AccessWay = (typeof ACCESS_WAYS)[number];

const absolutePath = z.string().regex(/^\//, 'must be an absolute path');

export const allowRule = z.strictObject({
  /** Unique; alerts and `allowed` verdicts name it. */
  name: z.string().min(1),
  /** Why this reader is legitimate. */
  reason: z.string().min(1),
  /** Every part that is given must hold. */
  reader: z.strictObject({
    /** Paths of executables; `*` stands for one path segment. */
    exe: z.array(absolutePath).min(1),
    /** True: inside a container. False: on the host. Absent: either. */
    container: z.boolean().optional(),
    uid: z.array(z.int().nonnegative()).optional(),
  }),
  /** Kinds of credentials; all of them when absent. */
  kinds: z.array(z.enum(CREDENTIAL_KINDS)).optional(),
  how: z.array(z.enum(ACCESS_WAYS)).default(['open']),
});

export type AllowRule = z.output<typeof allowRule>;

/** A site policy: its rules are layered over the default policy's. */
export const sitePolicy = z.strictObject({
  /**
   * `tracee` judges as Tracee does: readers are allowed by comm alone, and public certificates
   * alert too.
   */
  compat: z.enum(['none', 'tracee']).default('none'),
  rules: z.array(allowRule).default([]),
});

export interface Policy {
  compat: 'none' | 'tracee';
  rules: readonly AllowRule[];
}

/**
 * A validated site policy over a base.
 *
 * @throws KeywardenError `KW_POLICY_INVALID` naming the first wrong key, also for a rule name that
 *   stands twice.
 */
export function layerPolicy(base: Policy, input: unknown): Policy {
  const parsed = sitePolicy.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KeywardenError('KW_POLICY_INVALID', issue?.message ?? 'invalid policy', {
      where: issue?.path.map(String).join('.') ?? '',
    });
  }
  const rules = [...parsed.data.rules, ...base.rules];
  const names = rules.map((rule) => rule.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new KeywardenError('KW_POLICY_INVALID', `the rule name "${twice}" stands twice`, {
      where: 'rules',
      hint: 'Names of the default policy are taken, see docs/policy.md.',
    });
  }
  return { compat: parsed.data.compat, rules };
}

export type { CredentialKind };

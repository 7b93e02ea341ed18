import { CREDENTIAL_CONTENTS, CREDENTIAL_KINDS, container, pod } from '@keywarden/contracts';
import { z } from 'zod';
import { ACCESS_WAYS } from '../policy/schema.js';

const absolute = z.string().startsWith('/', 'must be an absolute path');

/** A process above the reader; a path alone is short for `{ exe: PATH }`. */
const above = z.union([
  absolute.transform((exe) => ({ exe, argv: undefined, systemd_unit: undefined })),
  z.strictObject({
    exe: absolute,
    /** With the name of the program itself at index 0. */
    argv: z.array(z.string()).optional(),
    systemd_unit: z.string().optional(),
  }),
]);

/** Who takes which credential how. All but `exe` has a default; see `docs/policy-tools.md`. */
export const givenCase = z
  .strictObject({
    exe: absolute,
    comm: z.string().max(15).optional(),
    argv: z.array(z.string()).optional(),
    uid: z.int().nonnegative().default(0),
    /** Place of the credential; the catalogue says its kind and content. */
    credential: absolute.optional(),
    kind: z.enum(CREDENTIAL_KINDS).optional(),
    content: z.enum(CREDENTIAL_CONTENTS).optional(),
    distribution: z.string().min(1).optional(),
    how: z.enum(ACCESS_WAYS).default('open'),
    /** The open writes only. */
    write_only: z.boolean().default(false),
    given_path: z.string().optional(),
    reached_by: z.array(z.string()).optional(),
    package: z.string().optional(),
    systemd_unit: z.string().optional(),
    tty: z.string().optional(),
    preload: z.string().optional(),
    /** True is short for one whose image is not known. */
    container: z.union([z.literal(true), container.omit({ id: true }).strict()]).optional(),
    pod: pod.strict().optional(),
    /** Its pid in its container; 1 is the program of the container. */
    ns_pid: z.int().positive().optional(),
    /** The executable: false for one that anybody can write to. */
    proven: z.boolean().default(true),
    deleted: z.boolean().default(false),
    /** Processes above the reader, nearest first. */
    below: z
      .array(above)
      .default([{ exe: '/usr/lib/systemd/systemd', argv: undefined, systemd_unit: undefined }]),
    /** False: processes above the named ones are not known. */
    lineage_complete: z.boolean().default(true),
    /** The session that reads the file has just made it. */
    created: z.boolean().default(false),
  })
  .refine(({ credential, kind }) => credential !== undefined || kind !== undefined, {
    message: 'needs a credential (a path) or a kind',
  });

export type GivenCase = z.output<typeof givenCase>;

const OUTCOMES = [
  'alert',
  'allowed',
  'not-a-credential',
  'write-only',
  'public-certificate',
] as const;
const REASONS = ['no-rule', 'outside-rule', 'identity-unproven', 'pod-helper'] as const;

/** A file of policy tests: it needs no kernel, no bus and no state. */
export const policyTests = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        given: givenCase,
        expect: z.strictObject({
          outcome: z.enum(OUTCOMES),
          /** The rule that allows, or for an alert the nearest one. */
          rule: z.string().optional(),
          reason: z.enum(REASONS).optional(),
          /** All of them, in any order. */
          evasions: z.array(z.string()).optional(),
        }),
      }),
    )
    .min(1),
});

export type PolicyTests = z.output<typeof policyTests>;
export type PolicyCase = PolicyTests['cases'][number];

import {
  CREDENTIAL_CONTENTS,
  CREDENTIAL_KINDS,
  ENTRY_POINTS,
  wideInteger,
  type CredentialKind,
} from '@keywarden/contracts';
import { z } from 'zod';

/** How a credential is taken: opened for reading, renamed, hard-linked, or read out of a process. */
export const ACCESS_WAYS = ['open', 'rename', 'link', 'memory'] as const;
export type AccessWay = (typeof ACCESS_WAYS)[number];

const PATH_HELP =
  'must be an absolute path; * stands for a part of one component, ** for any depth';
const pathGlob = z.string().startsWith('/', PATH_HELP).max(4_096);
const textGlob = z.string().min(1).max(1_024);
const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1);

const NOTHING = 'must say something, or be left out';

/** An object of optional conditions, of which one is there. */
function notEmpty<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).refine((given) => Object.keys(given).length > 0, NOTHING);
}

/** A process above the reader. Every part that is given must hold for the same process. */
export const ancestorPattern = notEmpty({
  /** Paths of its executable. */
  exe: some(pathGlob).optional(),
  /** The script that an interpreter runs: its first argument, an absolute path. */
  script: some(pathGlob).optional(),
  /** The systemd unit of its cgroup, e.g. `restic.service`. */
  systemd_unit: some(textGlob).optional(),
});

/** Who reads. Every part that is given must hold; a fact that is not known holds for nothing. */
export const readerPattern = z.strictObject({
  /** Paths of executables. */
  exe: some(pathGlob).optional(),
  /** The script that the reader, an interpreter, runs. Absolute, as it was written. */
  script: some(pathGlob).optional(),
  /** Package of the node's package database that owns the executable. */
  package: some(textGlob).optional(),
  /** The executable as a file: what `stat` shows on the node. */
  inode: some(z.strictObject({ device: wideInteger, inode: wideInteger })).optional(),
  /** Unit of its cgroup, e.g. `kubelet.service`. */
  systemd_unit: some(textGlob).optional(),
  /** True: inside a container. False: on the host. Absent: either. */
  container: z.boolean().optional(),
  /** Image of its container, as `repository:tag`, `repository@sha256:…` or `sha256:…`. */
  image: some(textGlob).optional(),
  namespace: some(textGlob).optional(),
  pod: some(textGlob).optional(),
  service_account: some(textGlob).optional(),
  /** Labels of its pod, all of them. */
  labels: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length > 0, NOTHING)
    .optional(),
  /** True: of a pod that the kubelet made from a file of the node. */
  static_pod: z.boolean().optional(),
  uid: some(z.int().nonnegative()).optional(),
  /** How its session began. */
  entry: some(z.enum(ENTRY_POINTS)).optional(),
  /** True: at a terminal, or below ssh or a console. False: neither, and the lineage is whole. */
  interactive: z.boolean().optional(),
  /**
   * True: the first process of its container, the program that this one was there to start, or one
   * with the same executable. False: any other process of a container.
   */
  init: z.boolean().optional(),
  /**
   * False: not one of the shells, interpreters and tools that images carry beside their program, or
   * the first process of its container.
   */
  helper: z.boolean().optional(),
  ancestors: notEmpty({
    /** At least one process above is one of these. */
    any: some(ancestorPattern).optional(),
    /** No process above is one of these, and the lineage is whole. */
    none: some(ancestorPattern).optional(),
    /** The process right above is one of these. */
    parent: some(ancestorPattern).optional(),
  }).optional(),
});

/** The conditions of a rule on what is taken, and how. */
const taken = {
  /** Kinds of credentials; all of them when absent. */
  kinds: some(z.enum(CREDENTIAL_KINDS)).optional(),
  contents: some(z.enum(CREDENTIAL_CONTENTS)).optional(),
  distributions: some(z.string().min(1)).optional(),
  /** The credential's own place on the node. */
  paths: some(pathGlob).optional(),
  /** Places that it does not cover, although `kinds` or `paths` do. */
  not_paths: some(pathGlob).optional(),
  /** True: in a volume of the reader's own pod. False: in no volume of another pod. */
  own_pod: z.boolean().optional(),
  /** Paths that the reader may not have asked for, before links are followed. */
  not_given: some(pathGlob).optional(),
  how: some(z.enum(ACCESS_WAYS)).default(['open']),
};

/** The conditions that say who a reader is, not only where and how it runs. */
const IDENTIFYING = [
  'exe',
  'script',
  'package',
  'inode',
  'systemd_unit',
  'image',
  'namespace',
  'pod',
  'service_account',
  'labels',
  'ancestors',
] as const;

export const allowRule = z
  .strictObject({
    /** Unique; alerts and `allowed` verdicts name it. */
    name: z.string().min(1).max(200),
    /** Why this reader is legitimate. */
    reason: z.string().min(1),
    reader: readerPattern,
    ...taken,
  })
  .refine(
    ({ reader, own_pod: own }) =>
      own === true || IDENTIFYING.some((part) => reader[part] !== undefined),
    {
      path: ['reader'],
      message: `a rule for everybody allows every theft: name one of ${IDENTIFYING.join(', ')}`,
    },
  );

export type AllowRule = z.output<typeof allowRule>;
/** As it is written: `how` may be absent. */
export type AllowRuleInput = z.input<typeof allowRule>;
export type ReaderPattern = z.output<typeof readerPattern>;
export type AncestorPattern = z.output<typeof ancestorPattern>;

/** One layer of a policy, as a site writes it. */
export const sitePolicy = z.strictObject({
  /**
   * `tracee` judges as Tracee does: readers are allowed by name alone, and public certificates
   * alert too.
   */
  compat: z.enum(['none', 'tracee']).optional(),
  /** Tracee's released rule compares comm, its newer one the file name of the executable. */
  tracee_form: z.enum(['comm', 'executable']).optional(),
  /**
   * Whether a shell or tool that reads the token of its own pod is an alert, one of lower risk, or
   * allowed.
   */
  pod_helpers: z.enum(['alert', 'allow']).optional(),
  /** Names of rules of the layers below that do not hold here. */
  disable: z.array(z.string().min(1)).default([]),
  rules: z.array(allowRule).default([]),
});

export type SitePolicy = z.output<typeof sitePolicy>;

/** A rule and the layer that it comes from. */
export interface PolicyRule {
  readonly layer: string;
  readonly rule: AllowRule;
}

/** Layers put together: the last one's rules are asked first. */
export interface Policy {
  readonly compat: 'none' | 'tracee';
  readonly traceeForm: 'comm' | 'executable';
  readonly podHelpers: 'alert' | 'allow';
  readonly rules: readonly PolicyRule[];
}

export type { CredentialKind };

/** The JSON Schema (draft 2020-12) of a policy file, for editors. */
export function policyJsonSchema(): object {
  return {
    $id: 'urn:keywarden:schema:keywarden.policy/1',
    title: 'KeywardenPolicy',
    ...z.toJSONSchema(sitePolicy, { target: 'draft-2020-12', io: 'input' }),
  };
}

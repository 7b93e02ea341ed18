import {
  KERNEL_EVENT_SCHEMA,
  type Credential,
  type CredentialEvent,
  type ProcessFacts,
} from '@keywarden/contracts';
import { classify } from '@keywarden/credentials';
import type { Ancestry } from '@keywarden/lineage';
import {
  compilePolicy,
  DEFAULT_POLICY,
  judge,
  layerPolicy,
  type CompiledPolicy,
  type Verdict,
} from '@keywarden/signature';
import type { Case } from './case.ts';

const DEFAULT = compilePolicy(DEFAULT_POLICY);
const ENVELOPE = {
  schema: KERNEL_EVENT_SCHEMA,
  node: 'cp-1',
  boot_id: 'boot',
  seq: 1,
  time: '2026-11-26T02:00:00.000000001Z',
  backend: 'fentry',
} as const;
const FILE = { device: 2_049, inode: 77 };

/** What the catalogue says of a path, in the form in which an event carries it. */
export function credentialAt(path: string): Credential | undefined {
  const entry = classify(path);
  if (entry === undefined) return undefined;
  const { kind, distribution, content } = entry;
  return { kind, distribution, content, canonical_path: path };
}

/** The event that a collector publishes of a row. */
export function eventOf(row: Case): CredentialEvent {
  const process: ProcessFacts = { ...row.reader.process, ...row.process };
  const credential = credentialAt(row.path);
  const shared = {
    ...FILE,
    ...(credential === undefined ? {} : { credential }),
    ...(row.reachedBy === undefined ? {} : { reached_by: [...row.reachedBy] }),
  };
  switch (row.way ?? 'open') {
    case 'open':
      return { ...ENVELOPE, name: 'security_file_open', process, data: openOf(row, shared) };
    case 'receive':
      return { ...ENVELOPE, name: 'security_file_receive', process, data: openOf(row, shared) };
    case 'rename':
      return { ...ENVELOPE, name: 'security_inode_rename', process, data: moveOf(row, shared) };
    case 'rename-in':
      return {
        ...ENVELOPE,
        name: 'security_inode_rename',
        process,
        data: {
          ...shared,
          old_path: row.newPath ?? '/tmp/other',
          new_path: row.path,
          rename_flags: '',
        },
      };
    case 'link':
      return { ...ENVELOPE, name: 'security_inode_link', process, data: moveOf(row, shared) };
    case 'memory':
      return {
        ...ENVELOPE,
        name: 'security_ptrace_access_check',
        process,
        data: { ...shared, mode: 'attach', target: { pid: 900, start_time: 0 } },
      };
  }
}

function openOf<Shared extends object>(row: Case, shared: Shared) {
  const flags = row.flags ?? 0;
  return {
    ...shared,
    pathname: row.seenAs ?? row.path,
    flags: ['O_RDONLY', 'O_WRONLY', 'O_RDWR'][flags] ?? String(flags),
    flags_number: flags,
    ...(row.given === undefined ? {} : { given_path: row.given }),
  };
}

function moveOf<Shared extends object>(row: Case, shared: Shared) {
  return {
    ...shared,
    old_path: row.seenAs ?? row.path,
    new_path: row.newPath ?? '/tmp/x',
    rename_flags: '',
  };
}

function lineageOf({ reader, process, isLineageLost }: Case): Ancestry {
  const [self, ...above] = reader.lineage;
  if (self === undefined) throw new TypeError('a reader has a lineage');
  const { exe, comm, tty, uid, container, pod } = { ...self, ...process };
  const changed = {
    ...self,
    comm,
    ...(exe === undefined ? {} : { exe }),
    ...(tty === undefined ? {} : { tty }),
    ...(uid === undefined ? {} : { uid }),
    ...(container === undefined ? {} : { container }),
    ...(pod === undefined ? {} : { pod }),
  };
  if (isLineageLost === true) return { processes: [changed], complete: false };
  return { processes: [changed, ...above], complete: true };
}

const policies = new Map<object, CompiledPolicy>();

function policyOf({ policy }: Case): CompiledPolicy {
  if (policy === undefined) return DEFAULT;
  const known = policies.get(policy);
  if (known !== undefined) return known;
  const compiled = compilePolicy(layerPolicy(DEFAULT_POLICY, policy));
  policies.set(policy, compiled);
  return compiled;
}

/** The verdict on a row. */
export function verdictOf(row: Case): Verdict {
  return judge({
    event: eventOf(row),
    lineage: lineageOf(row),
    policy: policyOf(row),
    ...(row.isCreator === true ? { provenance: { created: true } } : {}),
  });
}

/** `allowed`, `alert`, … as the table writes it. */
export function answerOf(verdict: Verdict): string {
  return verdict.outcome === 'alert' ? verdict.reason : verdict.outcome;
}

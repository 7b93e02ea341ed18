import {
  KERNEL_EVENT_SCHEMA,
  type Credential,
  type CredentialEvent,
  type ProcessFacts,
} from '@keywarden/contracts';
import { CATALOGUE, classify, compileCatalogue } from '@keywarden/credentials';
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
export function credentialAt({
  path,
  installed,
}: Pick<Case, 'path' | 'installed'>): Credential | undefined {
  const find = installed === undefined ? classify : compileCatalogue(CATALOGUE, new Set(installed));
  const entry = find(path);
  if (entry === undefined) return undefined;
  const { kind, distribution, content } = entry;
  return { kind, distribution, content, canonical_path: path };
}

/** The event that a collector publishes of a row. */
export function eventOf(row: Case): CredentialEvent {
  const process = processOf(row);
  const credential = credentialAt(row);
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

function processOf({ reader, process, without = [] }: Case): ProcessFacts {
  const { pid, tid, start_time, comm, ...facts } = { ...reader.process, ...process };
  const known = Object.entries(facts).filter(([key]) => !without.some((name) => name === key));
  return { pid, tid, start_time, comm, ...Object.fromEntries(known) };
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

/** The reader's own entry of the lineage says what the event says. */
function lineageOf(row: Case): Ancestry {
  const { pid, start_time, comm, exe, argv, cwd, uid, tty, session, ns_pid, ...rest } =
    processOf(row);
  const { systemd_unit, container, pod } = rest;
  const facts = { exe, argv, cwd, uid, tty, session, ns_pid, systemd_unit, container, pod };
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  const self = { pid, start_time, comm, ...Object.fromEntries(known) };
  if (row.isLineageLost === true) return { processes: [self], complete: false };
  return { processes: [self, ...row.reader.lineage.slice(1)], complete: true };
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

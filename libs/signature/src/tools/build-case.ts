import type {
  Credential,
  CredentialEvent,
  Executable,
  LineageProcess,
  ProcessFacts,
} from '@keywarden/contracts';
import type { JudgeInput } from '../judge.js';
import type { GivenCase } from './policy-test.js';

/** What the catalogue knows of a path. */
export type ClassifyPath = (
  path: string,
) => Pick<Credential, 'kind' | 'distribution' | 'content'> | undefined;

const READER_PID = 1_000;
const O_WRONLY = 1;
const EXECUTABLE = 0o755;
const WRITABLE_BY_ALL = 0o777;

/** The event and the lineage that a case stands for. Pure: the same case gives the same input. */
export function buildCase(given: GivenCase, classify: ClassifyPath): Omit<JudgeInput, 'policy'> {
  const process = reader(given);
  return {
    event: eventOf(given, process, credentialOf(given, classify)),
    lineage: { processes: lineageOf(given, process), complete: given.lineage_complete },
    provenance: { created: given.created },
  };
}

function credentialOf(given: GivenCase, classify: ClassifyPath): Credential | undefined {
  const known = given.credential === undefined ? undefined : classify(given.credential);
  const kind = given.kind ?? known?.kind;
  if (kind === undefined) return undefined;
  return {
    kind,
    distribution: given.distribution ?? known?.distribution ?? 'kubeadm',
    canonical_path: given.credential ?? `/etc/kubernetes/${kind}`,
    content: given.content ?? known?.content ?? 'private-key',
  };
}

function reader(given: GivenCase): ProcessFacts {
  const { exe, container, pod, ns_pid, systemd_unit, tty, preload } = given;
  return {
    pid: READER_PID,
    tid: READER_PID,
    start_time: READER_PID,
    comm: given.comm ?? nameOf(exe),
    exe: executable(exe, {
      mode: given.proven ? EXECUTABLE : WRITABLE_BY_ALL,
      deleted: given.deleted,
      on_node: container === undefined,
      ...(given.package === undefined ? {} : { package: given.package }),
    }),
    argv: given.argv ?? [nameOf(exe)],
    cwd: '/',
    uid: given.uid,
    euid: given.uid,
    ...(container === undefined
      ? {}
      : { container: { id: 'c'.repeat(64), ...(container === true ? {} : container) } }),
    ...(pod === undefined ? {} : { pod }),
    ...(ns_pid === undefined ? {} : { ns_pid }),
    ...(systemd_unit === undefined ? {} : { systemd_unit }),
    ...(tty === undefined ? {} : { tty }),
    ...(preload === undefined ? {} : { preload }),
  };
}

function lineageOf({ below }: GivenCase, process: ProcessFacts): LineageProcess[] {
  const { pid, start_time, comm, exe, argv, uid, container, pod, ns_pid, tty } = process;
  const ancestors = below.map((one, index): LineageProcess => ({
    pid: READER_PID - 1 - index,
    start_time: READER_PID - 1 - index,
    comm: nameOf(one.exe),
    exe: executable(one.exe, { mode: EXECUTABLE }),
    argv: one.argv ?? [nameOf(one.exe)],
    uid: 0,
    ...(one.systemd_unit === undefined ? {} : { systemd_unit: one.systemd_unit }),
  }));
  return [{ pid, start_time, comm, exe, argv, uid, container, pod, ns_pid, tty }, ...ancestors];
}

function eventOf(
  given: GivenCase,
  process: ProcessFacts,
  credential: Credential | undefined,
): CredentialEvent {
  const { how, write_only, given_path, reached_by } = given;
  const envelope = {
    schema: 'keywarden.event/1',
    node: 'node-1',
    boot_id: '00000000-0000-0000-0000-000000000001',
    seq: 1,
    time: '2026-01-01T00:00:00.000000000Z',
    backend: 'fentry',
    process,
  } as const;
  const path = credential?.canonical_path ?? given.credential ?? '/';
  const file = {
    ...(credential === undefined ? {} : { credential }),
    ...(reached_by === undefined ? {} : { reached_by }),
  };
  const moved = { old_path: path, new_path: `${path}.moved`, ...file };
  switch (how) {
    case 'open':
      return {
        ...envelope,
        name: 'security_file_open',
        data: {
          pathname: path,
          flags: write_only ? 'O_WRONLY' : 'O_RDONLY',
          flags_number: write_only ? O_WRONLY : 0,
          given_path: given_path ?? path,
          ...file,
        },
      };
    case 'rename':
      return { ...envelope, name: 'security_inode_rename', data: { ...moved, rename_flags: '' } };
    case 'link':
      return { ...envelope, name: 'security_inode_link', data: moved };
    case 'memory':
      return {
        ...envelope,
        name: 'security_ptrace_access_check',
        data: { target: { pid: 1, start_time: 1 }, mode: 'attach', ...file },
      };
  }
}

/** Owned by root and known by its inode, as an installed program is. */
function executable(path: string, facts: Partial<Executable>): Executable {
  return { path, device: 1, inode: 1, owner_uid: 0, deleted: false, memfd: false, ...facts };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
}

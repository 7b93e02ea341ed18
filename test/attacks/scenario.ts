/** The backends that a row states its expectation for. */
export const TABLE_BACKENDS = ['fentry', 'kprobe', 'syscall'] as const;
export type TableBackend = (typeof TABLE_BACKENDS)[number];

/** What a backend has to do with an attack: see it, or state why it cannot. */
export type Expectation = 'seen' | { readonly cannot: string };

/** The part of the scratch node that belongs to one scenario, so that none disturbs another. */
export interface Place {
  readonly id: string;
  /** The node's root directory. */
  readonly root: string;
  /** `/etc/kubernetes/pki/<id>` of the node, with `ca.key` and `ca.crt` in it. */
  readonly pki: string;
  /** The private key in it. */
  readonly key: string;
  /** An empty folder of the node that is no place of credentials. */
  readonly tmp: string;
  /** `/var/lib/kubelet/pods/<id>/volumes` of the node, with nothing in it. */
  readonly volumes: string;
  /** The path of another compiled program. */
  program(name: string): string;
}

/** Started as a copy in the scenario's own folder instead of from where it was compiled. */
export interface Copy {
  readonly name: string;
  /** Permission bits; 0o755 unless told. */
  readonly mode?: number;
  /** uid; 0 unless told. */
  readonly owner?: number;
}

interface Play {
  readonly id: string;
  /** In a line. */
  readonly technique: string;
  /** Where the fact is from: a CVE, a MITRE technique, a tool, a man page. */
  readonly source: string;
  /** Name of a C file in `programs/`, or the absolute path of a tool that every system has. */
  readonly program: string;
  readonly copy?: Copy;
  /** Stays until its read has been reported (or the deadline is over), so that it is looked at alive. */
  readonly lingers?: true;
  args(at: Place): readonly string[];
  /** What has to be there before the collector starts. */
  prepare?(at: Place): void;
  /** What arrives while it runs; played when the watched set has taken notice of it. */
  arrive?(at: Place): void;
  /** Undoes mounts of `prepare` and `arrive`, when the collector is closed. */
  leave?(at: Place): void;
}

export interface Attack extends Play {
  /** Wire names of the event that gives it away, any of them. */
  readonly events: readonly string[];
  /** How many such events there have to be at least; 1 unless told. */
  readonly count?: number;
  /** The credential of the event on the node: a path, or `any`. The scenario's `ca.key` unless told. */
  readonly credential?: 'any' | RegExp;
  /** Acted by the program itself (true) or by any of its descendants (false, unless told). */
  readonly byItself?: boolean;
  /** Evasions that the verdict has to name; `a|b` accepts either. */
  readonly evasions: readonly string[];
  /** Evasions that it may name besides: some ways are two at once. */
  readonly also?: readonly string[];
  readonly seen: Readonly<Record<TableBackend, Expectation>>;
}

/** Looks like an attack and is none: no alert may come of it. */
export type Twin = Play;

const SEEN = 'seen';

/** Every backend sees it. */
export const EVERYWHERE: Attack['seen'] = { fentry: SEEN, kprobe: SEEN, syscall: SEEN };

/** Only the kernel's own functions see it. */
export function inKernel(whySyscallCannot: string): Attack['seen'] {
  return { fentry: SEEN, kprobe: SEEN, syscall: { cannot: whySyscallCannot } };
}

/** A read that is named only by what it opened. */
export const OPEN = ['security_file_open'];
export const RENAME = ['security_inode_rename'];
export const LINK = ['security_inode_link'];

export function isTableBackend(name: string): name is TableBackend {
  return (TABLE_BACKENDS as readonly string[]).includes(name);
}

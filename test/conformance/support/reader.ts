import type { Executable, LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { createHash } from 'node:crypto';

/** One process of a chain, before it has a pid. */
export interface Link {
  exe: string;
  argv?: readonly string[];
  /** The file name cut at 15 bytes, as the kernel does, when absent. */
  comm?: string;
  /** 0 when absent. */
  uid?: number;
  tty?: string;
  /** Facts of the executable other than those of a file that root owns. */
  file?: Partial<Executable>;
}

/** Where a container and its pod come from. */
export interface Place {
  image: string;
  namespace?: string;
  pod?: string;
  /** 32 hex digits for a static pod, as the kubelet makes them. */
  podUid?: string;
  isStatic?: boolean;
  serviceAccount?: string;
  labels?: Record<string, string>;
  hostMounts?: readonly string[];
  /** Facts of the runtime that are not known, e.g. just after the start of a container. */
  isUnresolved?: boolean;
  /** A container of the runtime that belongs to no pod. */
  isBare?: boolean;
}

/** Who reads: a process with everything above it. */
export interface Reader {
  readonly process: ProcessFacts;
  /** Nearest first, the reader itself at index 0. */
  readonly lineage: readonly LineageProcess[];
}

export interface Chain {
  /** On the node, the first process first. */
  host: readonly Link[];
  /** In the container, below the last of `host`. */
  inside?: readonly Link[];
  place?: Place;
  unit?: string;
  /** The reader is the first process of its container. */
  isFirst?: boolean;
  login?: { uid: number; user: string };
}

const ROOT_OWNED = { device: 2_049, deleted: false, memfd: false, mode: 0o755, owner_uid: 0 };
const COMM_BYTES = 15;
const FIRST_PID = 1_000;
const TICK = 10_000_000;

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Makes the last process of a chain a reader. The same chain gives the same reader. */
export function readerOf(chain: Chain): Reader {
  const inside = chain.inside ?? [];
  const links = [...chain.host, ...inside];
  const last = links.length - 1;
  const processes = links.map((link, index): LineageProcess => {
    const isInside = index >= chain.host.length;
    const depth = index - chain.host.length;
    return {
      pid: index === 0 ? 1 : FIRST_PID + index,
      start_time: (index + 1) * TICK,
      comm: link.comm ?? nameOf(link.exe).slice(0, COMM_BYTES),
      exe: fileOf(link, isInside),
      argv: [...(link.argv ?? [link.exe])],
      cwd: '/',
      uid: link.uid ?? 0,
      ...(link.tty === undefined ? {} : { tty: link.tty }),
      ...(isInside ? insideOf(chain, depth) : { ns_pid: index === 0 ? 1 : FIRST_PID + index }),
      ...(chain.unit === undefined || index === 0 ? {} : { systemd_unit: chain.unit }),
    };
  });
  const lineage = processes.toReversed();
  const reader = processes[last];
  if (reader === undefined) throw new TypeError('a chain has at least one process');
  return { lineage, process: { ...reader, ...sessionOf(chain, lineage) } };
}

function fileOf(link: Link, isInside: boolean): Executable {
  const inode = Number.parseInt(hex(link.exe).slice(0, 8), 16);
  return { path: link.exe, ...ROOT_OWNED, inode, on_node: !isInside, ...link.file };
}

function insideOf({ place, isFirst = true }: Chain, depth: number) {
  if (place === undefined) throw new TypeError('a process inside of a container needs its place');
  const container = { id: hex(`${place.image} ${place.pod ?? ''}`) };
  const pod = { uid: place.podUid ?? uidOf(place.pod ?? place.image) };
  const ns_pid = depth === 0 && isFirst ? 1 : 40 + depth;
  if (place.isUnresolved === true) {
    return { ns_pid, container: { ...container, unresolved: 'pending' }, pod };
  }
  return {
    ns_pid,
    container: {
      ...container,
      name: nameOf(place.image).replace(/[:@].*$/, ''),
      image: place.image,
      image_digest: `sha256:${hex(place.image)}`,
      ...(place.hostMounts === undefined ? {} : { host_mounts: [...place.hostMounts] }),
    },
    ...(place.isBare === true ? {} : podOf(place, pod)),
  };
}

function podOf(place: Place, pod: { uid: string }) {
  return {
    pod: {
      ...pod,
      namespace: place.namespace ?? 'default',
      name: place.pod ?? nameOf(place.image).replace(/[:@].*$/, ''),
      ...(place.isStatic === true ? { static: true } : {}),
      ...(place.serviceAccount === undefined ? {} : { service_account: place.serviceAccount }),
      ...(place.labels === undefined ? {} : { labels: place.labels }),
    },
  };
}

/** The uid of a pod of the API server's. */
export function uidOf(name: string): string {
  const digits = hex(name);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** The uid that a kubelet gives to a pod that it makes from a file. */
export function staticUidOf(name: string): string {
  return hex(name).slice(0, 32);
}

function sessionOf(
  { login }: Chain,
  lineage: readonly LineageProcess[],
): Partial<ProcessFacts> & {
  tid: number;
} {
  const [reader, parent] = lineage;
  const above = lineage.slice(1, 17);
  const leader = lineage.at(-2) ?? reader;
  return {
    tid: reader?.pid ?? 0,
    ...(reader?.uid === undefined ? {} : { euid: reader.uid }),
    ...(login === undefined ? {} : { loginuid: login.uid, login_user: login.user }),
    ...(leader === undefined ? {} : { session: leader.pid }),
    ...(parent === undefined ? {} : { parent: { pid: parent.pid, start_time: parent.start_time } }),
    ancestors: above.map(({ pid, start_time, comm }) => ({ pid, start_time, comm })),
  };
}

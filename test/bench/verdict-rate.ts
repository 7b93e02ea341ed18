import type { CredentialEvent, EventOf } from '@keywarden/contracts';
import { classify } from '@keywarden/credentials';
import { compilePolicy, DEFAULT_POLICY, judge } from '@keywarden/signature';
import { median, row, type BenchRow } from './row.ts';

type Open = EventOf<'security_file_open'>;

const EVENTS = 10_000;
/** One event of so many is about a credential. */
const CREDENTIAL_EVERY = 100;
/** Of those, one in so many is a theft; the others are components at work. */
const THEFT_EVERY = 10;
const PASSES = 40;
const ROUNDS = 7;
const MICROSECONDS = 1_000_000;

/** What a node opens all day, among it names that look like credentials. */
const ORDINARY = [
  '/usr/lib/x86_64-linux-gnu/libc.so.6',
  '/proc/4242/stat',
  '/etc/ld.so.cache',
  '/var/log/pods/kube-system_coredns/coredns/0.log',
  '/etc/kubernetes/manifests/etcd.yaml',
  '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/77/fs/app/index.js',
  '/sys/fs/cgroup/kubepods.slice/memory.current',
  '/var/lib/kubelet/config.yaml',
  '/etc/ssl/certs/ca-certificates.crt',
  '/home/alice/project/src/main.key.ts',
];
const READERS: readonly [string, string][] = [
  ['/usr/bin/kubelet', '/var/lib/kubelet/pki/kubelet-client-current.pem'],
  ['/usr/local/bin/kube-controller-manager', '/etc/kubernetes/pki/ca.key'],
  ['/opt/cni/bin/calico', '/etc/cni/net.d/calico-kubeconfig'],
];

/**
 * (g) Verdicts of the pure engine, each with the classification of its path, on a mix in which 99 of
 * 100 opens are of no credential. CPU time, so that what else the machine does does not count.
 */
export function run(): Promise<BenchRow[]> {
  const events = Array.from({ length: EVENTS }, (_, index) => eventAt(index));
  const lines = events.map((event) => JSON.stringify(event));
  const subjects = {
    engine: () => verdicts(events),
    fields: () => fields(events),
    json: () => parsed(lines),
  };
  const rates: Record<keyof typeof subjects, number[]> = { engine: [], fields: [], json: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ['engine', 'fields', 'json'] as const) {
      const rate = ratePerCpuSecond(subjects[name]);
      // The first round is for the compiler.
      if (round > 0) rates[name].push(rate);
    }
  }
  const shared = { unit: 'verdicts per CPU second', value: median(rates.engine) };
  const what = 'classify + judge, 99 % no credential';
  return Promise.resolve([
    row({
      id: 'g',
      what,
      ...shared,
      floor: median(rates.fields),
      floorName: 'a loop that reads the same fields',
    }),
    row({
      id: 'g.json',
      what,
      ...shared,
      floor: median(rates.json),
      floorName: 'JSON.parse of the same events',
    }),
  ]);
}

const policy = compilePolicy(DEFAULT_POLICY);
const lineage = { processes: [], complete: true };

/** @returns the number of alerts. */
function verdicts(events: readonly Open[]): number {
  let alerts = 0;
  for (const event of events) {
    const entry = classify(event.data.pathname);
    const verdict = judge({ event: entry === undefined ? event : asSeen(event), lineage, policy });
    if (verdict.outcome === 'alert') alerts += 1;
  }
  const expected = EVENTS / CREDENTIAL_EVERY / THEFT_EVERY;
  if (alerts !== expected) throw new Error(`${String(alerts)} alerts for ${String(expected)}`);
  return alerts;
}

/** The collector puts the credential on the event; here it is there already. */
function asSeen(event: Open): CredentialEvent {
  if (event.data.credential === undefined) throw new Error(`${event.data.pathname} is classified`);
  return event;
}

function fields(events: readonly Open[]): number {
  let sum = 0;
  for (const { process: reader, data } of events) {
    sum += data.pathname.length + data.flags_number + reader.pid + (reader.exe?.path.length ?? 0);
    if (data.credential !== undefined) sum += data.credential.canonical_path.length;
  }
  return sum;
}

function parsed(lines: readonly string[]): number {
  let sum = 0;
  for (const line of lines) {
    const event: unknown = JSON.parse(line);
    if (typeof event === 'object') sum += 1;
  }
  return sum;
}

function ratePerCpuSecond(pass: () => number): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let done = 0; done < PASSES; done += 1) sum += pass();
  const { user, system } = process.cpuUsage(before);
  if (sum === 0) throw new Error('nothing was done');
  return (EVENTS * PASSES) / ((user + system) / MICROSECONDS);
}

function eventAt(index: number): Open {
  const number = index / CREDENTIAL_EVERY;
  if (!Number.isInteger(number)) {
    const path = ORDINARY[index % ORDINARY.length] ?? '/dev/null';
    return open(`${path}${index % 3 === 0 ? '' : String(index)}`, '/usr/bin/ls');
  }
  const [exe, path] = READERS[number % READERS.length] ?? ['', ''];
  return open(path, number % THEFT_EVERY === 0 ? '/usr/bin/cat' : exe);
}

function open(pathname: string, exe: string): Open {
  const entry = classify(pathname);
  const credential = entry && {
    kind: entry.kind,
    distribution: entry.distribution,
    canonical_path: pathname,
    content: entry.content,
  };
  return {
    schema: 'keywarden.event/1',
    node: 'bench-node',
    boot_id: 'bench-boot',
    seq: 1,
    time: '2026-01-01T00:00:00.000000000Z',
    name: 'security_file_open',
    backend: 'fentry',
    process: {
      pid: 4_242,
      tid: 4_242,
      start_time: 10_000_000,
      comm: exe.slice(exe.lastIndexOf('/') + 1).slice(0, 15),
      exe: { path: exe, device: 1, inode: 2, mode: 0o755, owner_uid: 0, on_node: true },
      argv: [exe],
      uid: 0,
    },
    data: {
      pathname,
      flags: 'O_RDONLY|O_CLOEXEC',
      flags_number: 0o2000000,
      device: 1,
      inode: 3,
      ...(credential === undefined ? {} : { credential }),
    },
  };
}

import type { Alert, EventOf, KernelEvent, ProcessFacts } from '@keywarden/contracts';
import { sensorAlerts } from '@keywarden/signature';
import {
  aForkEvent,
  anAlert,
  anExecEvent,
  anExitEvent,
  anOpenEvent,
  aProcess,
  aRenameEvent,
} from '@keywarden/testing';

/** Everything that can be known of a process in a pod. */
const inPod: Partial<ProcessFacts> = {
  ns_pid: 17,
  loginuid: 1_000,
  login_user: 'mallory',
  session: 4_100,
  tty: '/dev/pts/3',
  systemd_unit: 'session-3.scope',
  capabilities: '000001ffffffffff',
  namespaces: { mount: 4_026_531_841, pid: 4_026_531_836 },
  preload: 'LD_PRELOAD=/tmp/x.so',
  container: {
    id: '3f1c0e1d9a2b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5',
    name: 'app',
    image: 'registry.example/shop:1.4',
    image_digest: 'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    privileged: true,
    host_mounts: ['/etc/kubernetes'],
    created_at: '2026-11-24T03:00:00Z',
  },
  pod: {
    namespace: 'shop',
    name: 'shop-0',
    uid: '8c1f1b0e-6c3f-4d57-9a55-1f1f2d0f3a01',
    service_account: 'default',
    labels: { app: 'shop', 'app.kubernetes.io/part-of': 'web' },
  },
};

const { data, ...openEvent } = anOpenEvent();
const linkEvent: EventOf<'security_inode_link'> = {
  ...aRenameEvent(),
  name: 'security_inode_link',
  data: { old_path: '/etc/kubernetes/pki/sa.key', new_path: '/tmp/harmless' },
};
const memoryEvent: EventOf<'security_ptrace_access_check'> = {
  ...openEvent,
  name: 'security_ptrace_access_check',
  data: {
    target: { pid: 900, start_time: 90_000_000, comm: 'kube-apiserver' },
    mode: 'attach',
    credential: {
      kind: 'api-server',
      distribution: 'kubeadm',
      canonical_path: '/proc/900/mem',
      content: 'secret',
    },
  },
};
const receiveEvent: EventOf<'security_file_receive'> = {
  ...openEvent,
  name: 'security_file_receive',
  data,
};
const statusEvent: EventOf<'sensor_status'> = {
  schema: 'keywarden.event/1',
  node: 'node-1',
  boot_id: '0b7c5a0e-6c3f-4d57-9a55-1f1f2d0f3a01',
  seq: 9,
  time: '2026-11-24T04:00:10Z',
  backend: 'none',
  name: 'sensor_status',
  data: {
    state: 'blind',
    first_seq: 0,
    uptime_ms: 60_000,
    watched: { files: 31, directories: 4, filesystems: 1 },
    captured: 52,
    published: 46,
    filtered: 3,
    queued: 1,
    lost: { ring_full: 2 },
    blind_since: '2026-11-24T04:00:00Z',
    losing_since: '2026-11-24T04:00:05Z',
    detail: 'the canary was not seen',
  },
};
const [blind = anAlert(), losing = anAlert()] = sensorAlerts(statusEvent);

/** An alert with every field that an alert can have. */
export const fullAlert: Alert = anAlert({
  event: anOpenEvent({
    process: inPod,
    data: {
      pathname: '/host/etc/kubernetes/pki/ca.key',
      given_path: '../pki/ca.key',
      path_state: 'deleted',
      inode: '18446744073709551615',
      reached_by: ['hard_link', 'other_mount'],
    },
  }),
  credential: {
    kind: 'cluster-ca',
    distribution: 'kubeadm',
    canonical_path: '/etc/kubernetes/pki/ca.key',
    content: 'private-key',
    reach: 'cluster',
    not_after: '2036-11-22T04:00:00Z',
    subject: 'CN=kubernetes',
    issuer: 'CN=kubernetes',
    fingerprint: 'AB:CD:EF',
    mode: 0o100600,
    owner_uid: 0,
    owner_gid: 0,
  },
  lineage: [
    { pid: 4_242, start_time: 120_000_000_000, comm: 'cat', exe: { path: '/usr/bin/cat' }, uid: 0 },
    {
      pid: 4_200,
      start_time: 110_000_000_000,
      comm: 'bash',
      exe: { path: '/usr/bin/bash', deleted: false },
      argv: ['bash', '-c', 'cat "$1"', "it's"],
      cwd: '/root',
      uid: 0,
      ns_pid: 9,
      container: inPod.container,
      pod: inPod.pod,
      exited_at: '2026-11-24T04:00:01Z',
    },
    { pid: 1, start_time: 0, comm: 'systemd', uid: 0 },
  ],
  lineage_source: 'store',
  origin: {
    entry_point: 'ssh',
    entry_process: { pid: 4_100, start_time: 100_000_000_000, comm: 'sshd', exe: '/usr/sbin/sshd' },
    session_leader: { pid: 4_100, start_time: 100_000_000_000, comm: 'bash' },
    login_uid: 1_000,
    login_user: 'mallory',
  },
  incident: {
    opened_at: '2026-11-24T03:59:30Z',
    alert_number: 2,
    event_count: 7,
    credentials: ['/etc/kubernetes/pki/ca.key'],
    stage: 'spread',
    reason: 'another credential',
  },
  evasions: ['comm_spoof', 'hard_link'],
  related: ['node-1/0b7c5a0e-6c3f-4d57-9a55-1f1f2d0f3a01/77'],
  verdict: { outcome: 'alert', reason: 'no-rule: nobody', nearest_rule: 'kubelet' },
});

const bareEvent = anOpenEvent({
  process: {
    exe: undefined,
    argv: undefined,
    cwd: undefined,
    uid: undefined,
    euid: undefined,
    parent: undefined,
    ancestors: undefined,
  },
  data: { device: undefined, inode: undefined, root_path: undefined, credential: undefined },
});

/** The alert of the examples in docs/integration/formats.md: `cat` in a pod that has the node's /etc. */
export const exampleAlert: Alert = anAlert({
  event: anOpenEvent({
    process: {
      ns_pid: 17,
      container: { id: 'c0ffee', name: 'app', image: 'registry.example/shop:1.4' },
      pod: { namespace: 'shop', name: 'shop-0', uid: '8c1f1b0e-6c3f-4d57-9a55-1f1f2d0f3a01' },
    },
    data: { pathname: '/host/etc/kubernetes/pki/ca.key', reached_by: ['other_mount'] },
  }),
  evasions: ['other_mount'],
});

/** One alert of each kind. */
export const alerts: Readonly<Record<string, Alert>> = {
  open: anAlert(),
  full: fullAlert,
  rename: anAlert({ event: aRenameEvent() }),
  link: anAlert({ event: linkEvent }),
  receive: anAlert({ event: receiveEvent }),
  memory: anAlert({ event: memoryEvent, credential: memoryEvent.data.credential! }),
  'static pod': anAlert({
    event: anOpenEvent({
      process: {
        container: { id: 'c0ffee', unresolved: 'pending' },
        pod: { uid: '5d4f2f0a3b514c6c9a3f6f6c1a0e8f11', static: true },
      },
    }),
  }),
  bare: anAlert({
    event: bareEvent,
    lineage: [],
    mitigations: [],
    risk_factors: [],
    attack_vectors: [],
    trace_id: undefined,
    credential: { kind: 'other', distribution: 'x', canonical_path: '/' },
  }),
  blind,
  losing,
};

/** The end of the incident of each of them. */
export const ends: Readonly<Record<string, Alert>> = Object.fromEntries(
  Object.entries(alerts).map(([name, alert]) => [name, endOf(alert)]),
);

/** The alert by which somebody closes the incident of another one. */
export function endOf(alert: Alert): Alert {
  const resolution = { by: 'alice', reason: 'keys rotated', time: '2026-11-24T05:00:00.5Z' };
  return { ...alert, id: 'the-end', status: 'resolved', resolution };
}

/** One event of each kind that acts on a file. */
export const fileEvents: readonly KernelEvent[] = [
  anOpenEvent(),
  anOpenEvent({ process: inPod }),
  bareEvent,
  aRenameEvent(),
  linkEvent,
  receiveEvent,
  memoryEvent,
];

/** One event of each kind that does not. */
export const otherEvents: readonly KernelEvent[] = [
  aForkEvent(),
  anExecEvent(),
  anExitEvent(),
  statusEvent,
  ...(['k8s_api_connection', 'security_socket_connect'] as const).map((name): KernelEvent => ({
    ...openEvent,
    name,
    data: { address: '192.0.2.1', port: 6_443 },
  })),
  ...(['container_create', 'container_remove'] as const).map((name): KernelEvent => ({
    ...openEvent,
    process: aProcess(),
    name,
    data: { cgroup_path: '/kubepods/x', container: { id: 'c0ffee' } },
  })),
];

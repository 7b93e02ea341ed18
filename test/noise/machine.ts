import { DayNode, type DayProcess } from './day-node.ts';
import { startPod, type Pod, type Workload } from './pod.ts';
import type { Random } from './random.ts';

export type Role = 'control-plane' | 'rke2-server' | 'worker';

/** What runs on a node all day. */
export interface Machine {
  readonly role: Role;
  readonly node: DayNode;
  readonly random: Random;
  readonly kubelet: DayProcess;
  readonly runtime: DayProcess;
  readonly cron: DayProcess;
  readonly sshd: DayProcess;
  /** By name. */
  readonly system: ReadonlyMap<string, Pod>;
  readonly pods: readonly Pod[];
}

const APPLICATIONS = 20;
const REGISTRY = 'registry.k8s.io';

const CONTROL_PLANE: readonly Workload[] = [
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map((name) => ({
    namespace: 'kube-system',
    name,
    image: `${REGISTRY}/${name}:v1.36.0`,
    program: `/usr/local/bin/${name}`,
    static: true,
  })),
];

const DAEMONS: readonly Workload[] = [
  {
    namespace: 'kube-system',
    name: 'kube-proxy',
    image: `${REGISTRY}/kube-proxy:v1.36.0`,
    program: '/usr/local/bin/kube-proxy',
  },
  {
    namespace: 'calico-system',
    name: 'calico-node',
    image: 'quay.io/calico/node:v3.31.0',
    program: '/usr/bin/calico-node',
  },
  {
    namespace: 'monitoring',
    name: 'x509-certificate-exporter',
    image: 'docker.io/enix/x509-certificate-exporter:3.19.1',
    program: '/x509-certificate-exporter',
    hostMounts: ['/etc/kubernetes', '/var/lib/kubelet'],
  },
  {
    namespace: 'monitoring',
    name: 'node-problem-detector',
    image: `${REGISTRY}/node-problem-detector/node-problem-detector:v0.8.20`,
    program: '/node-problem-detector',
  },
];

const APPLICATION_PROGRAMS = [
  '/usr/local/bin/app',
  '/server',
  '/usr/bin/python3.12',
  '/usr/sbin/nginx',
  '/app/cmd/controller/controller',
];

/** Boots a node of a role with its services, daemons and 20 applications. */
export function boot(name: string, role: Role, random: Random): Machine {
  const node = new DayNode(name).at(0);
  const service = (path: string, unit: string): DayProcess =>
    node.spawn(node.init, path, { systemd_unit: unit });
  const runtime = service('/usr/bin/containerd', 'containerd.service');
  const rke2 = role === 'rke2-server';
  const workloads = [...(role === 'worker' ? [] : CONTROL_PLANE), ...DAEMONS];
  const start = (workload: Workload): Pod => startPod(node, runtime, random, workload);
  return {
    role,
    node,
    random,
    runtime,
    kubelet: rke2
      ? service('/var/lib/rancher/rke2/data/v1.36.0/bin/kubelet', 'rke2-server.service')
      : service('/usr/bin/kubelet', 'kubelet.service'),
    cron: service('/usr/sbin/cron', 'cron.service'),
    sshd: service('/usr/sbin/sshd', 'ssh.service'),
    system: new Map(workloads.map((workload) => [workload.name, start(workload)])),
    pods: Array.from({ length: APPLICATIONS }, (_, index) =>
      start({
        namespace: `team-${String(index % 4)}`,
        name: `application-${String(index)}`,
        image: `registry.example.com/application:${String(index)}`,
        program: APPLICATION_PROGRAMS[index % APPLICATION_PROGRAMS.length] ?? '/server',
      }),
    ),
  };
}

/** A running system pod of a machine. */
export function systemPod({ system, node }: Machine, name: string): Pod {
  const pod = system.get(name);
  if (pod === undefined) throw new Error(`${node.name} runs no ${name}`);
  return pod;
}

/** A shell of somebody who logged in over ssh. */
export function login({ node, sshd }: Machine, loginuid = 1_000): DayProcess {
  const session = node.spawn(sshd, '/usr/lib/openssh/sshd-session', {
    loginuid,
    systemd_unit: 'session-7.scope',
  });
  return node.spawn(session, '/usr/bin/bash', { tty: 'pts/0', loginuid });
}

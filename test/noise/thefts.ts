import { login, systemPod, type Machine } from './machine.ts';
import { startPod, tokenOf, type Pod, type Workload } from './pod.ts';

const PKI = '/etc/kubernetes/pki';

/** One theft: what it does on the node at the hour that it is given. */
export interface HiddenTheft {
  readonly name: string;
  /** Where it makes sense. */
  readonly on: 'control-plane' | 'worker';
  readonly steal: (machine: Machine, hour: number) => void;
}

/** 20 thefts that have nothing in common. Each is one incident, however many files it takes. */
export const THEFTS: readonly HiddenTheft[] = [
  inPod('kubectl exec, cat of the token', '/usr/bin/cat'),
  inPod('curl sends the token away', '/usr/bin/curl'),
  inPod('an interpreter reads the token', '/usr/bin/perl'),
  inPod('a tool in /tmp reads the token', '/tmp/cdk'),
  inPod('a copy that is gone from the disk reads the token', '/server', { deleted: true }),
  onWorker('tokens of every pod through the mounted root', (machine, hour) => {
    const { node, pods } = machine;
    const evil = intruder(machine, { hostMounts: ['/'] });
    const cat = node.spawn(evil.main, '/usr/bin/cat', { ns_pid: 9 });
    for (const pod of pods)
      node.open(cat, tokenOf(pod, hour), { pathname: `/host${tokenOf(pod, hour)}` });
  }),
  onControlPlane('nsenter from a privileged pod', (machine) => {
    const { node } = machine;
    const evil = intruder(machine, { privileged: true });
    const shell = node.spawn(evil.main, '/usr/bin/bash', { exe: { on_node: true }, ns_pid: 7 });
    node.open(
      node.spawn(shell, '/usr/bin/cat', { exe: { on_node: true }, ns_pid: 8 }),
      `${PKI}/ca.key`,
    );
  }),
  onWorker('/proc/PID/root of another pod', (machine, hour) => {
    const { node, pods } = machine;
    const cat = node.spawn(intruder(machine).main, '/usr/bin/cat', { ns_pid: 11 });
    const [victim] = pods;
    if (victim === undefined) throw new Error('the node runs no pods');
    node.open(cat, tokenOf(victim, hour), { reached_by: ['proc_root'] });
  }),
  onControlPlane('the kubelet serves a link below /var/log', (machine) => {
    const { node, kubelet } = machine;
    node.open(kubelet, `${PKI}/ca.key`, {
      given_path: '/var/log/host/root_link/etc/kubernetes/pki/ca.key',
      reached_by: ['symlink'],
    });
  }),
  onControlPlane('opened by its handle', (machine) => {
    const { node } = machine;
    const shocker = node.spawn(intruder(machine).main, '/shocker', {
      capabilities: '0000000000000004',
    });
    node.open(shocker, `${PKI}/sa.key`, { pathname: '', path_state: 'disconnected' });
  }),
  onWorker('loot of a node, credential by credential', (machine, hour) => {
    const { node, pods } = machine;
    const tool = node.spawn(login(machine), '/usr/local/bin/peirates');
    node.open(tool, '/etc/kubernetes/kubelet.conf');
    node.open(tool, '/var/lib/kubelet/pki/kubelet-client-2026-11-01-00-00-00.pem');
    for (const pod of pods) node.open(tool, tokenOf(pod, hour));
  }),
  onControlPlane('the peer key of etcd', (machine) => {
    machine.node.open(intruder(machine, { program: '/cdk' }).main, `${PKI}/etcd/peer.key`);
  }),
  onControlPlane('tar of the whole PKI', (machine) => {
    const { node } = machine;
    const tar = node.spawn(login(machine), '/usr/bin/tar');
    for (const name of ['ca', 'apiserver', 'sa', 'front-proxy-ca', 'etcd/ca', 'etcd/server']) {
      node.open(tar, `${PKI}/${name}.key`);
    }
  }),
  onControlPlane('a copy of admin.conf', (machine) => {
    const { node } = machine;
    node.open(node.spawn(login(machine), '/usr/bin/cp'), '/etc/kubernetes/admin.conf');
  }),
  onControlPlane('openssl signs with the CA key', (machine) => {
    const { node } = machine;
    node.open(node.spawn(login(machine), '/usr/bin/openssl'), `${PKI}/ca.key`);
  }),
  onControlPlane('the memory of the API server', (machine) => {
    const { node } = machine;
    const gdb = node.spawn(login(machine), '/usr/bin/gdb');
    node.trace(gdb, systemPod(machine, 'kube-apiserver').main, `${PKI}/apiserver.key`);
  }),
  onControlPlane('a hard link, then its other name', (machine) => {
    const { node } = machine;
    const shell = login(machine);
    node.alias(
      node.spawn(shell, '/usr/bin/ln'),
      'security_inode_link',
      `${PKI}/front-proxy-ca.key`,
      '/tmp/a',
    );
    node.open(node.spawn(shell, '/usr/bin/cat'), `${PKI}/front-proxy-ca.key`, {
      pathname: '/tmp/a',
      reached_by: ['hard_link'],
    });
  }),
  onWorker('a program that calls itself kubelet', (machine) => {
    const { node } = machine;
    node.open(node.spawn(login(machine), '/tmp/kubelet'), '/etc/kubernetes/kubelet.conf');
  }),
  onWorker('the kubeconfig of the network', (machine) => {
    const { node } = machine;
    node.open(node.spawn(login(machine), '/usr/bin/cat'), '/etc/cni/net.d/calico-kubeconfig');
  }),
  onControlPlane('one key an hour by one login', (machine, hour) => {
    const { node } = machine;
    const shell = login(machine);
    for (const [index, name] of ['sa', 'ca', 'apiserver', 'front-proxy-client'].entries()) {
      node.at((hour + index) * 3_600 + 3_310);
      const cat = node.spawn(shell, '/usr/bin/cat');
      node.open(cat, `${PKI}/${name}.key`);
      node.exit(cat);
    }
  }),
];

function onWorker(name: string, steal: HiddenTheft['steal']): HiddenTheft {
  return { name, on: 'worker', steal };
}

function onControlPlane(name: string, steal: HiddenTheft['steal']): HiddenTheft {
  return { name, on: 'control-plane', steal };
}

/** A helper that was put into a running application by `kubectl exec` reads the token of its pod. */
function inPod(name: string, program: string, exe: { deleted?: boolean } = {}): HiddenTheft {
  return onWorker(name, ({ node, pods: [pod] }, hour) => {
    if (pod === undefined) throw new Error('the node runs no pods');
    const runc = node.spawn(pod.shim, '/usr/bin/runc', { argv: ['runc', 'exec'] });
    const helper = node.spawn(runc, program, { ...pod.main.traits, ns_pid: 33, exe });
    node.open(helper, tokenOf(pod, hour), {
      pathname: '/run/secrets/kubernetes.io/serviceaccount/token',
    });
  });
}

/** A pod that somebody brought to the node. */
function intruder({ node, runtime, random }: Machine, more: Partial<Workload> = {}): Pod {
  return startPod(node, runtime, random, {
    namespace: 'default',
    name: 'debug',
    image: 'docker.io/library/alpine:3',
    program: '/bin/sh',
    ...more,
  });
}

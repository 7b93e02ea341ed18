import { login, systemPod, type Machine } from './machine.ts';
import { secretOf, startPod, tokenOf } from './pod.ts';

const HOUR = 3_600;
const PKI = '/etc/kubernetes/pki';
const RKE2_TLS = '/var/lib/rancher/rke2/server/tls';
/** Cron jobs, agents and probes of an hour that have nothing to do with credentials. */
const CHORES = 6;
const CHORE_PROGRAMS = [
  '/usr/bin/ls',
  '/usr/bin/grep',
  '/usr/bin/awk',
  '/usr/bin/stat',
  '/usr/bin/df',
];

/**
 * One hour of a node's healthy life. What recurs hourly or more seldom is there in full: token
 * refreshes, pods that come and go with their calls to the network, renewals, backups, restarts. What
 * recurs more often (the kubelet compares the volumes of every pod every minute or so, RKE2 probes
 * every ten seconds) is there once an hour, since its repetitions differ in nothing but their time.
 */
export function healthyHour(machine: Machine, hour: number): void {
  const start = hour * HOUR;
  volumes(machine, start, hour);
  churn(machine, start + 1_200, hour);
  chores(machine, start + 1_800);
  monitoring(machine, start + 2_400, hour);
  if (machine.role === 'rke2-server') rke2Probe(machine, start + 2_700);
  if (hour === 2) night(machine, start + 3_000);
  if (hour === 4) restart(machine, start + 3_000);
  if (hour === 10 && machine.role === 'control-plane') administration(machine, start + 3_000);
}

/** The kubelet writes new tokens, compares what is there, and each pod reads its own anew. */
function volumes({ node, kubelet, pods, system }: Machine, start: number, hour: number): void {
  const all = [...pods, ...system.values()];
  for (const [index, pod] of all.entries()) {
    node.at(start + index * 30);
    node.open(kubelet, tokenOf(pod, hour), { flags_number: 0o2001101 });
    node.open(kubelet, tokenOf(pod, hour));
    node.open(pod.main, tokenOf(pod, hour), {
      pathname: '/run/secrets/kubernetes.io/serviceaccount/token',
    });
    if (index % 4 === 0) {
      node.open(kubelet, secretOf(pod));
      node.open(pod.main, secretOf(pod), { pathname: '/etc/tls/tls.key' });
    }
  }
}

/** A job's pod comes and goes; the plugin of the network is called both times. */
function churn(machine: Machine, start: number, hour: number): void {
  const { node, runtime, random, kubelet } = machine;
  const network = (): void => {
    const plugin = node.spawn(runtime, '/opt/cni/bin/calico');
    node.open(plugin, '/etc/cni/net.d/calico-kubeconfig');
    node.exit(plugin);
  };
  node.at(start + random.below(300));
  network();
  const job = startPod(node, runtime, random, {
    namespace: 'batch',
    name: 'report',
    image: 'registry.example.com/report:1',
    program: '/usr/bin/python3.12',
  });
  node.open(kubelet, tokenOf(job, hour), { flags_number: 0o2001301 });
  node.open(job.main, tokenOf(job, hour));
  node.exit(job.main);
  node.exit(job.shim);
  network();
}

function chores({ node, cron, random }: Machine, start: number): void {
  for (let chore = 0; chore < CHORES; chore += 1) {
    node.at(start + chore * 20);
    const program = CHORE_PROGRAMS[random.below(CHORE_PROGRAMS.length)] ?? '/usr/bin/true';
    const shell = node.spawn(cron, '/usr/bin/dash');
    node.exit(node.spawn(shell, program));
    node.exit(shell);
  }
}

/** The exporter reads every certificate that it watches, also those that share a file with a key. */
function monitoring(machine: Machine, start: number, hour: number): void {
  const { node, role } = machine;
  node.at(start);
  const exporter = systemPod(machine, 'x509-certificate-exporter').main;
  node.open(exporter, '/var/lib/kubelet/pki/kubelet-client-2026-11-01-00-00-00.pem', {
    pathname: '/mnt/watch/file-1/var/lib/kubelet/pki/kubelet-client-2026-11-01-00-00-00.pem',
  });
  const detector = systemPod(machine, 'node-problem-detector');
  node.open(detector.main, tokenOf(detector, hour));
  if (role !== 'control-plane') return;
  for (const name of ['admin', 'controller-manager', 'scheduler']) {
    node.open(exporter, `/etc/kubernetes/${name}.conf`, {
      pathname: `/mnt/watch/kube-1/${name}.conf`,
    });
  }
  node.open(systemPod(machine, 'kube-apiserver').main, `${PKI}/apiserver.key`);
  node.open(systemPod(machine, 'kube-controller-manager').main, `${PKI}/ca.key`);
}

function rke2Probe(machine: Machine, start: number): void {
  const { node } = machine;
  const server = systemPod(machine, 'kube-apiserver');
  node.at(start);
  const runc = node.spawn(server.shim, '/usr/bin/runc', { argv: ['runc', 'exec'] });
  const kubectl = node.spawn(runc, '/usr/local/bin/kubectl', { ...server.main.traits, ns_pid: 40 });
  node.open(kubectl, `${RKE2_TLS}/client-kube-apiserver.key`);
  node.exit(kubectl);
  node.exit(runc);
}

/** The nightly snapshot of etcd, and the rotation of the kubelet's certificate. */
function night(machine: Machine, start: number): void {
  const { node, cron, kubelet, role } = machine;
  node.at(start);
  const fresh = '/var/lib/kubelet/pki/kubelet-client-2026-11-24-02-50-00.pem';
  node.open(kubelet, fresh, { flags_number: 0o2000301 });
  node.open(kubelet, fresh);
  if (role !== 'control-plane') return;
  const job = node.spawn(cron, '/usr/bin/dash');
  const etcdctl = node.spawn(job, '/usr/local/bin/etcdctl');
  node.open(etcdctl, `${PKI}/etcd/healthcheck-client.key`);
  node.exit(etcdctl);
  node.exit(job);
}

/** Every component starts anew and loads what it is given on its command line. */
function restart(machine: Machine, start: number): void {
  const { node, init, kubelet, role } = { ...machine, init: machine.node.init };
  node.at(start);
  const again = node.spawn(init, kubelet.path, { systemd_unit: 'kubelet.service' });
  node.open(again, '/etc/kubernetes/kubelet.conf');
  node.open(again, '/var/lib/kubelet/pki/kubelet-client-2026-11-24-02-50-00.pem');
  if (role !== 'control-plane') return;
  const reads: readonly (readonly [string, readonly string[]])[] = [
    [
      'kube-apiserver',
      [
        `${PKI}/apiserver.key`,
        `${PKI}/apiserver-kubelet-client.key`,
        `${PKI}/apiserver-etcd-client.key`,
        `${PKI}/front-proxy-client.key`,
        `${PKI}/sa.key`,
      ],
    ],
    [
      'kube-controller-manager',
      [`${PKI}/ca.key`, `${PKI}/sa.key`, '/etc/kubernetes/controller-manager.conf'],
    ],
    ['kube-scheduler', ['/etc/kubernetes/scheduler.conf']],
    ['etcd', [`${PKI}/etcd/server.key`, `${PKI}/etcd/peer.key`]],
  ];
  for (const [name, paths] of reads) {
    for (const path of paths) node.open(systemPod(machine, name).main, path);
  }
}

/** An administrator renews the certificates and looks whether the cluster is well. */
function administration(machine: Machine, start: number): void {
  const { node } = machine;
  node.at(start);
  const shell = login(machine, 1_001);
  const kubeadm = node.spawn(shell, '/usr/bin/kubeadm', {
    argv: ['kubeadm', 'certs', 'renew', 'all'],
  });
  for (const name of ['ca', 'etcd/ca', 'front-proxy-ca']) node.open(kubeadm, `${PKI}/${name}.key`);
  for (const name of ['admin', 'super-admin', 'controller-manager', 'scheduler']) {
    node.open(kubeadm, `/etc/kubernetes/${name}.conf`);
    node.open(kubeadm, `/etc/kubernetes/${name}.conf`, { flags_number: 0o2001101 });
  }
  node.exit(kubeadm);
  const kubectl = node.spawn(shell, '/usr/bin/kubectl');
  node.open(kubectl, '/etc/kubernetes/admin.conf');
  node.exit(kubectl);
  node.exit(shell);
}

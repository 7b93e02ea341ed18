import { kubelet } from '../../readers/kubernetes.ts';
import type { Case } from '../../support/case.ts';
import { childOf, pod, podExec, typed } from '../../support/chains.ts';
import { secretOf, SEEN_TOKEN, tokenOf, VICTIM } from '../../support/volumes.ts';
import { attack, CA_KEY, EVIL, NODE_LOOT, PKI, reads } from './shared.ts';

const KUBELET = kubelet();

/** Facts 6.8 to 6.16. */
export const TO_THE_NODE: readonly Case[] = [
  ...attack(
    8,
    reads(
      podExec(['/bin/bash', '/usr/bin/cat'], EVIL),
      [tokenOf(VICTIM), tokenOf('0b7c5a0e-6c3f-4d57-9a55-1f1f2d0f3a01'), secretOf(VICTIM, 'token')],
      'badPods can-they.sh',
      { reachedBy: ['other_mount'] },
    ),
  ),
  ...attack(
    9,
    reads(
      podExec(
        [
          '/usr/bin/nsenter',
          { exe: '/usr/bin/bash', file: { on_node: true } },
          { exe: '/usr/bin/cat', file: { on_node: true } },
        ],
        EVIL,
      ),
      NODE_LOOT,
      'nsenter into process 1',
    ),
  ),
  ...attack(
    9,
    reads(
      podExec([{ exe: '/usr/bin/kubeadm', file: { on_node: true } }], EVIL),
      NODE_LOOT,
      'nsenter, then kubeadm of the node',
    ),
  ),
  ...attack(
    9,
    reads(
      podExec([{ exe: '/usr/bin/kubectl', file: { on_node: true } }], EVIL),
      ['/etc/kubernetes/admin.conf'],
      'nsenter, then kubectl of the node',
    ),
  ),
  ...attack(10, [
    {
      title: 'cat of /proc/PID/root from a hostPID pod',
      path: tokenOf(VICTIM),
      seenAs: SEEN_TOKEN,
      given: '/proc/812/root/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
      reader: podExec(['/bin/cat'], EVIL),
      evasions: ['proc_root'],
    },
    {
      title: 'the same from the node',
      path: tokenOf(VICTIM),
      seenAs: SEEN_TOKEN,
      reachedBy: ['foreign_mount_namespace'],
      reader: typed('/usr/bin/cat'),
      evasions: ['foreign_mount_namespace'],
    },
  ]),
  ...attack(11, [
    ...reads(
      KUBELET,
      [
        CA_KEY,
        `${PKI}/sa.key`,
        `${PKI}/apiserver.key`,
        `${PKI}/etcd/server.key`,
        `${PKI}/front-proxy-ca.key`,
        '/etc/kubernetes/admin.conf',
        '/root/.kube/config',
        '/home/alice/.kube/config',
        '/etc/kubernetes/controller-manager.conf',
        '/etc/srv/kubernetes/pki/ca.key',
        '/srv/kubernetes/kube-controller-manager/ca.key',
        '/srv/kubernetes/kube-apiserver/service-account.key',
        '/etc/kubernetes/ssl/kube-ca-key.pem',
        '/etc/kubernetes/ssl/kube-service-account-token-key.pem',
        '/var/lib/etcd/member/snap/db',
        '/etc/cni/net.d/calico-kubeconfig',
      ],
      'the kubelet, by itself',
    ),
    ...[
      CA_KEY,
      tokenOf(VICTIM),
      '/var/lib/kubelet/pki/kubelet-client-current.pem',
      '/etc/kubernetes/kubelet.conf',
      '/etc/kubernetes/certs/client.key',
      secretOf(VICTIM, 'tls.key'),
    ].flatMap((path) => [
      {
        title: `the kubelet, by a link below /var/log: ${path}`,
        path,
        reader: KUBELET,
        given: `/var/log/host/root_link${path}`,
        reachedBy: ['symlink'],
      },
      {
        title: `the kubelet, by a link of which nothing is known: ${path}`,
        path,
        reader: KUBELET,
        reachedBy: ['symlink'],
      },
    ]),
  ]),
  ...attack(
    12,
    [tokenOf(VICTIM), '/var/lib/kubelet/pki/kubelet-client-current.pem', CA_KEY].map((path) => ({
      title: `kubectl logs of a pod whose 0.log is a link to ${path}`,
      path,
      reader: KUBELET,
      given: '/var/log/pods/default_evil_1bdd5b5b/c/0.log',
      reachedBy: ['symlink'],
    })),
  ),
  ...attack(
    13,
    reads(
      podExec(['/tmp/shocker'], { ...EVIL, hostMounts: [] }),
      [CA_KEY, tokenOf(VICTIM)],
      'open_by_handle_at',
      { reachedBy: ['open_by_handle_at'], evasions: ['open_by_handle_at'] },
    ),
  ),
  ...attack(14, [
    ...reads(podExec(['/bin/cat'], EVIL), [CA_KEY], 'mount /dev/sda1 /mnt', {
      seenAs: '/mnt/etc/kubernetes/pki/ca.key',
      reachedBy: ['other_mount'],
      evasions: ['other_mount'],
    }),
    ...reads(podExec(['/sbin/debugfs'], EVIL), [CA_KEY], 'debugfs on the disk below it', {
      seenAs: '/dev/sda1',
      reachedBy: ['raw_block_device'],
      evasions: ['raw_block_device'],
    }),
  ]),
  ...attack(
    15,
    reads(pod('/bin/cat', EVIL), NODE_LOOT, 'a container with -v /:/host', {
      reachedBy: ['other_mount'],
    }),
  ),
  ...attack(
    15,
    reads(
      pod('/usr/local/bin/kube-apiserver', EVIL),
      NODE_LOOT,
      'such a container whose program is called kube-apiserver',
    ),
  ),
  ...attack(16, [
    {
      title: 'CVE-2024-21626: a path relative to a leaked descriptor',
      path: CA_KEY,
      reader: pod('/bin/cat', { ...EVIL, hostMounts: [] }),
      given: '../../../etc/kubernetes/pki/ca.key',
      reachedBy: ['symlink'],
    },
    {
      title: 'CVE-2019-5736: an overwritten runc',
      path: CA_KEY,
      reader: childOf('/usr/bin/containerd-shim-runc-v2', 'containerd.service', {
        exe: '/usr/sbin/runc',
        argv: ['runc', 'exec'],
      }),
    },
  ]),
];

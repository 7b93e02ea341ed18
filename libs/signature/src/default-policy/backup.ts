import { CA_KEYS } from './components.js';
import type { DefaultRule } from './rule.js';

const ETCD_TOOLS = ['etcdctl', 'etcdutl'].flatMap((name) => [
  `/usr/local/bin/${name}`,
  `/usr/bin/${name}`,
  `/opt/bin/${name}`,
]);

/**
 * Who saves the cluster. Tools that save whole directories (restic, kopia, tar of a cron job) read
 * what a thief reads: a site names its own, by executable and unit (docs/policy.md).
 */
export const BACKUP: readonly DefaultRule[] = [
  {
    name: 'etcd-tools',
    reason: 'Health checks and snapshots use the client certificate of etcd, also from a shell.',
    reader: { exe: ETCD_TOOLS, container: false, uid: [0] },
    kinds: ['etcd'],
    not_paths: [...CA_KEYS, '/etc/kubernetes/pki/etcd/peer.key'],
  },
  {
    name: 'etcd-tools/static-pod',
    reason: 'Probes and snapshots inside the pod of etcd.',
    reader: { exe: ETCD_TOOLS, container: true, static_pod: true },
    kinds: ['etcd'],
    not_paths: [...CA_KEYS, '/etc/kubernetes/pki/etcd/peer.key'],
  },
  {
    name: 'velero',
    reason: 'Reads its own token and cloud credentials; it skips the secret volumes of other pods.',
    reader: {
      exe: ['/velero', '/usr/local/bin/velero', '/usr/bin/restic', '/usr/local/bin/kopia'],
      container: true,
    },
    kinds: ['service-account-token', 'cloud', 'other'],
    own_pod: true,
  },
];

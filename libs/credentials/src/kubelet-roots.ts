import { GENERIC } from './data/generic.js';
import type { CatalogueEntry } from './entry.js';

const USUAL = '/var/lib/kubelet';

/** Where the kubelet of a distribution has its own directory (`--root-dir`). */
const OTHERS: readonly { distribution: string; root: string }[] = [
  { distribution: 'k0s', root: '/var/lib/k0s/kubelet' },
  { distribution: 'microk8s', root: '/var/snap/microk8s/common/var/lib/kubelet' },
  { distribution: 'k3s', root: '/home/*/.rancher/k3s/agent/kubelet' },
];

/** The volumes of pods, which every kubelet lays out alike below its own directory. */
export const OTHER_KUBELET_ROOTS: readonly CatalogueEntry[] = OTHERS.flatMap(
  ({ distribution, root }) =>
    GENERIC.filter(({ glob }) => glob.startsWith(`${USUAL}/pods/`)).map((entry) => ({
      ...entry,
      distribution,
      glob: root + entry.glob.slice(USUAL.length),
    })),
);

/**
 * Entries that take in data of workloads: a CSI volume, a subpath, or all volumes of a pod. They
 * classify; to watch them would have every open of every workload reported.
 */
export const WORKLOAD_DATA: readonly string[] = [
  ...[USUAL, ...OTHERS.map(({ root }) => root)].flatMap((root) => [
    `${root}/pods/*/volumes/kubernetes.io~csi/*/mount/**`,
    `${root}/pods/*/volume-subpaths/**`,
  ]),
  ...OTHERS.map(({ root }) => `${root}/pods/*/volumes/**`),
  '/var/lib/docker/volumes/*/_data/lib/kubelet/**',
];

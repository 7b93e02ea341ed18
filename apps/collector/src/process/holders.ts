import type { ProcessKey } from '@keywarden/sensor';
import { basename } from 'node:path';
import type { SnapshotProcess } from './table.js';

/** Programs that read credentials when they start, and keep them: most began before the sensor. */
const COMPONENTS: ReadonlySet<string> = new Set([
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubelet',
  'kubelite',
  'etcd',
  'k0s',
  'k3s',
  'rke2',
  'hyperkube',
]);

/**
 * The processes found at start that have credentials in their memory: by their executable, or
 * because an argument names one (`--kubeconfig=/etc/kubernetes/scheduler.conf`).
 */
export function holdersAmong(
  processes: readonly SnapshotProcess[],
  isCredential: (nodePath: string) => boolean,
): ProcessKey[] {
  return processes
    .filter(({ facts }) => {
      if (COMPONENTS.has(basename(facts.exe?.path ?? ''))) return true;
      return facts.argv?.some((argument) => argument.split('=').some(isCredential)) === true;
    })
    .map(({ facts, startTimeNs }) => ({ pid: facts.pid, startTimeNs }));
}

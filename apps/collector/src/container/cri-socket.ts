import { statSync } from 'node:fs';
import { resolveNodePath, toHost } from '../watch/host-root.js';

/**
 * Where runtimes listen. The general containerd is the last, because Docker brings one there too, and
 * a node with k3s or cri-dockerd may have Docker besides.
 *
 * Sources: `kubernetes/kubernetes:cmd/kubeadm/app/constants/constants_unix.go`, and the documentation of
 * k3s, k0s and MicroK8s, which bring a containerd of their own.
 */
const KNOWN_SOCKETS = [
  '/run/k3s/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  '/run/crio/crio.sock',
  '/var/run/cri-dockerd.sock',
  '/run/containerd/containerd.sock',
];

export interface CriSocket {
  /** On the node. */
  readonly path: string;
  /** As this process reaches it. */
  readonly hostPath: string;
}

/** The sockets that exist below the host root now, the likeliest first. */
export function findCriSockets(hostRoot: string, configured: string | undefined): CriSocket[] {
  return (configured === undefined ? KNOWN_SOCKETS : [configured]).flatMap((path) => {
    // Links of the node, /var/run for one, must not lead out of the host root.
    const resolved = resolveNodePath(hostRoot, path);
    if (resolved === undefined) return [];
    const hostPath = toHost(hostRoot, resolved);
    return isSocket(hostPath) ? [{ path, hostPath }] : [];
  });
}

function isSocket(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
  } catch {
    return false;
  }
}

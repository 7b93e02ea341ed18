import type { DayNode, DayProcess } from './day-node.ts';
import type { Random } from './random.ts';

/** A program in an image, as the runtime and the API describe it. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  /** Path in its image. */
  readonly program: string;
  readonly static?: boolean;
  readonly hostMounts?: readonly string[];
  readonly privileged?: boolean;
}

export interface Pod {
  readonly uid: string;
  /** The first process of its container. */
  readonly main: DayProcess;
  readonly shim: DayProcess;
}

/** Starts a pod: the runtime's shim, and the program as process 1 of its container. */
export function startPod(
  node: DayNode,
  runtime: DayProcess,
  random: Random,
  workload: Workload,
): Pod {
  const uid = workload.static === true ? random.hex(32) : uuid(random);
  const shim = node.spawn(runtime, '/usr/bin/containerd-shim-runc-v2');
  const main = node.spawn(shim, workload.program, {
    container: {
      id: random.hex(64),
      name: workload.name,
      image: workload.image,
      image_digest: `sha256:${random.hex(64)}`,
      ...(workload.privileged === true ? { privileged: true } : {}),
      ...(workload.hostMounts === undefined ? {} : { host_mounts: [...workload.hostMounts] }),
    },
    pod: {
      namespace: workload.namespace,
      name: `${workload.name}-${random.hex(5)}`,
      uid,
      service_account: workload.name,
      ...(workload.static === true ? { static: true } : {}),
    },
    systemd_unit: 'containerd.service',
    ns_pid: 1,
  });
  return { uid, main, shim };
}

/** The token of a pod as its node has it, in the generation that the kubelet wrote at an hour. */
export function tokenOf(pod: Pod, hour: number): string {
  const written = `..2026_11_24_${String(hour).padStart(2, '0')}_00_00.1`;
  return `/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~projected/kube-api-access-x/${written}/token`;
}

/** A TLS key that the pod mounts from a Secret. */
export function secretOf(pod: Pod): string {
  return `/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~secret/tls/..2026_11_24_00_00_00.1/tls.key`;
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
}

/** What a cgroup path says about the container of a process. */
export interface CgroupFacts {
  /** 64 hexadecimal digits. */
  readonly containerId?: string;
  readonly podUid?: string;
}

const CONTAINER_ID = /(?:^|[-:/])([0-9a-f]{64})(?:\.scope)?$/;
/** systemd writes the dashes of a uid as underscores, because a dash nests slices. */
const POD_UID = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?$/;

/**
 * Reads container id and pod uid out of /proc/PID/cgroup, whatever runtime (docker, containerd,
 * CRI-O), driver (cgroupfs, systemd) and hierarchy (v1, v2) wrote it. The innermost container wins:
 * a container started inside another is the one that holds the process.
 *
 * Forms: `kubernetes/kubernetes:pkg/kubelet/cm/cgroup_manager_linux.go`,
 * `opencontainers/runc:libcontainer/cgroups`, `cri-o/cri-o:internal/config/cgmgr`.
 */
export function parseCgroup(text: string): CgroupFacts {
  let containerId: string | undefined;
  let podUid: string | undefined;
  for (const line of text.split('\n')) {
    const path = line.split(':').slice(2).join(':');
    for (const part of path.split('/')) {
      containerId = CONTAINER_ID.exec(part)?.[1] ?? containerId;
      podUid = POD_UID.exec(part)?.[1]?.replaceAll('_', '-') ?? podUid;
    }
    if (containerId !== undefined) break;
  }
  return {
    ...(containerId === undefined ? {} : { containerId }),
    ...(podUid === undefined ? {} : { podUid }),
  };
}

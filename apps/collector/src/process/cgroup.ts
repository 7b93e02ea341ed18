/** What a cgroup path says about the container of a process. */
export interface CgroupFacts {
  /** Of the innermost container: 64 hexadecimal digits. */
  readonly containerId?: string;
  /** Containers around that one, outermost first; absent where there are none. */
  readonly outerContainerIds?: readonly string[];
  /** As Kubernetes writes it: a dashed UUID, or 32 hexadecimal digits for a static pod. */
  readonly podUid?: string;
  /** The unit that systemd started it in, as `systemctl` names it; none in a container or a pod. */
  readonly systemdUnit?: string;
}

const ID = /^[0-9a-f]{64}$/;
const ID_LENGTH = 64;
const SLICE = /^_?.+\.slice$/;
const UNIT = /^[^.].*\.(?:service|scope)$/;
const SCOPE = '.scope';
/** systemd writes the dashes of a uid as underscores, because a dash nests slices. */
const POD =
  /(?:^|-)pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?::|$)/;

/**
 * Reads container id and pod uid out of one path in a cgroup hierarchy, without its hierarchy prefix,
 * whatever runtime and cgroup driver named it; `/../` of a cgroup namespace may be in it. The
 * innermost container wins: a container started inside another is the one that holds the process.
 *
 * Who made the components is not known from the path: a privileged process can nest a group with the
 * name of any container below its own. Inside its cgroup namespace it cannot leave its own, so
 * `outerContainerIds` still has that.
 *
 * Forms: `kubernetes/kubernetes:pkg/kubelet/cm/cgroup_manager_linux.go`,
 * `containerd/containerd:internal/cri/server`, `cri-o/cri-o:internal/config/cgmgr`,
 * `opencontainers/cgroups:systemd`, `containers/podman:libpod/oci_conmon_linux.go`.
 */
export function parseCgroupPath(path: string): CgroupFacts {
  const containers: string[] = [];
  let podUid: string | undefined;
  for (const part of path.split('/')) {
    if (part.includes('pod')) podUid = POD.exec(part)?.[1]?.replaceAll('_', '-') ?? podUid;
    const id = containerOf(part);
    if (id !== undefined && containers.at(-1) !== id) containers.push(id);
  }
  const containerId = containers.pop();
  return {
    ...(containerId === undefined ? {} : { containerId }),
    ...(containers.length === 0 ? {} : { outerContainerIds: containers }),
    ...(podUid === undefined ? {} : { podUid }),
    ...(containerId === undefined && podUid === undefined ? unitOf(path) : {}),
  };
}

/**
 * The first part that is no slice, as systemd itself counts (`src/basic/cgroup-util.c`,
 * cg_path_get_unit). What lies below a unit is its own to name: a container or a user's manager could
 * make a `kubelet.service` there. A leading underscore keeps a name apart from the kernel's own files
 * (cg_escape); a backslash is doubled in texts of events.
 */
function unitOf(path: string): { systemdUnit?: string } {
  const part = path.split('/').find((name) => name !== '' && !SLICE.test(name));
  const name = part?.replace(/^_/, '').replaceAll('\\\\', '\\');
  return name !== undefined && UNIT.test(name) ? { systemdUnit: name } : {};
}

/**
 * The same from the text of /proc/PID/cgroup: one line `ID:CONTROLLERS:PATH` per hierarchy with
 * cgroup v1, named ones among them, one line `0::PATH` with v2, both on a hybrid host. A controller
 * that the runtime does not use has the process elsewhere, so the line that knows most is taken.
 */
export function parseCgroup(text: string): CgroupFacts {
  let best: CgroupFacts = {};
  for (const line of text.split('\n')) {
    const facts = parseCgroupPath(line.split(':').slice(2).join(':'));
    if (knowledge(facts) > knowledge(best)) best = facts;
  }
  return best;
}

function knowledge({ containerId, podUid, systemdUnit }: CgroupFacts): number {
  const place = (containerId === undefined ? 0 : 4) + (podUid === undefined ? 0 : 2);
  return place + (systemdUnit === undefined ? 0 : 1);
}

/**
 * The id, when one component of a path is a container: alone (cgroupfs driver), as `RUNTIME-ID` (CRI-O
 * and podman with cgroupfs), `RUNTIME-ID.scope` (systemd driver) or `SLICE:RUNTIME:ID` (a systemd name
 * under the cgroupfs driver). The monitors of CRI-O and podman carry the id of the container that they
 * watch from outside; a 64-digit id in a `.slice` is a podman pod.
 */
function containerOf(part: string): string | undefined {
  const name = part.endsWith(SCOPE) ? part.slice(0, -SCOPE.length) : part;
  const id = name.slice(-ID_LENGTH);
  if (!ID.test(id)) return undefined;
  const prefix = name.slice(0, -ID_LENGTH);
  if (prefix !== '' && !prefix.endsWith('-') && !prefix.endsWith(':')) return undefined;
  return prefix === 'crio-conmon-' || prefix === 'libpod-conmon-' ? undefined : id;
}

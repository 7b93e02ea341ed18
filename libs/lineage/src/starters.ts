import type { EntryPoint, Executable, LineageProcess } from '@keywarden/contracts';

/** What a program is to the question where a session comes from. `runtime` stands between shim and process. */
export type Role = Exclude<EntryPoint, 'container-exec' | 'unknown'> | 'runtime';

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['sshd', 'ssh'],
  ['sshd-session', 'ssh'],
  ['sshd-auth', 'ssh'],
  ['dropbear', 'ssh'],
  ['login', 'console'],
  ['agetty', 'console'],
  ['getty', 'console'],
  ['gdm-session-worker', 'console'],
  ['sddm-helper', 'console'],
  ['cron', 'cron'],
  ['crond', 'cron'],
  ['anacron', 'cron'],
  ['atd', 'cron'],
  ['fcron', 'cron'],
  ['systemd', 'systemd-service'],
  ['containerd-shim', 'container-start'],
  ['containerd-shim-runc-v1', 'container-start'],
  ['containerd-shim-runc-v2', 'container-start'],
  ['conmon', 'container-start'],
  ['conmonrs', 'container-start'],
  ['runc', 'runtime'],
  ['crun', 'runtime'],
  ['youki', 'runtime'],
]);

/** A comm is cut to 15 bytes. */
const CLAIMS: ReadonlySet<string> = new Set([...ROLES.keys()].map((name) => name.slice(0, 15)));

/** Where packages and distributions put these programs: no place that only looks like one counts. */
const HOMES = [
  /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]+$/,
  /^\/(?:usr\/)?lib(?:64|exec)?\/(?:[\w.+-]+\/)*[^/]+$/,
  /^\/var\/lib\/(?:rancher\/(?:k3s|rke2)\/data|k0s)\/(?:[\w.+-]+\/)*bin\/[^/]+$/,
  /^\/snap\/(?:microk8s|docker|k8s)\/\w+\/(?:usr\/)?s?bin\/[^/]+$/,
  /^\/(?:opt\/(?:containerd|cni)|home\/kubernetes)\/bin\/[^/]+$/,
  /^\/nix\/store\/[\w.+-]+\/(?:[\w.+-]+\/)*[^/]+$/,
];

/** Units that hold what a starter of sessions began, also after the starter itself is gone. */
const UNITS: readonly (readonly [RegExp, EntryPoint])[] = [
  [/^(?:cron|crond|cronie|anacron|atd|fcron)\.service$/, 'cron'],
  [/^(?:ssh|sshd|dropbear)(?:@.*)?\.service$/, 'ssh'],
  [/^(?:getty|serial-getty|console-getty|autovt)(?:@.*)?\.service$/, 'console'],
];

/**
 * The role of a process by the file that it executes. Its name alone, which it chooses itself, is none;
 * nor is a file of the right name that a user could have put there.
 */
export function roleOf(process: LineageProcess): Role | undefined {
  const { exe, pid, comm } = process;
  // The kernel starts pid 1 and nobody can take its number, so that its name is enough.
  if (pid === 1 && exe === undefined && comm === 'systemd') return 'systemd-service';
  if (exe === undefined || !isProven(process, exe)) return undefined;
  return ROLES.get(exe.path.slice(exe.path.lastIndexOf('/') + 1));
}

/** True when only its name says that a process begins sessions. */
export function onlyClaims({ exe, comm, pid }: LineageProcess): boolean {
  return exe === undefined && pid !== 1 && CLAIMS.has(comm);
}

/** The starter whose unit this is, if it is one's. */
export function starterOfUnit(unit: string): EntryPoint | undefined {
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1];
}

function isProven({ container }: LineageProcess, exe: Executable): boolean {
  const { path, memfd, on_node, mode, owner_uid } = exe;
  if (memfd === true || on_node === false) return false;
  // In a container a path proves nothing, unless the node itself has this very file there.
  if (container !== undefined && on_node !== true) return false;
  if (owner_uid !== undefined && owner_uid !== 0) return false;
  if (mode !== undefined && (mode & 0o022) !== 0) return false;
  if (path.includes('/../')) return false;
  return HOMES.some((home) => home.test(path));
}

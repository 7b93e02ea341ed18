import type { Executable, ProcessFacts } from '@keywarden/contracts';

/** What is known of a reader's executable beyond its name. */
export type IdentityProof =
  { proven: true } | { proven: false; missing: string; evasions: readonly string[] };

const WORLD_WRITABLE = 0o002;

export const LD_PRELOAD = 'ld_preload';

type Reader = Pick<ProcessFacts, 'container' | 'exe' | 'preload'>;

/** Whether a reader is its executable and nothing else: no library was forced into it. */
export function proveReader({ container, exe, preload }: Reader): IdentityProof {
  if (preload !== undefined) return unproven(`it was started with ${preload}`, LD_PRELOAD);
  const proof = proveExecutable(exe);
  if (proof.proven && exe !== undefined && !isItsPath({ container, exe })) {
    return unproven(`the node has another file at ${exe.path}, or none`);
  }
  return proof;
}

/**
 * Whether the path is the file's name for the node too. Outside of a container it has to be: a
 * process can make any path of its own true by a private mount or another root.
 */
export function isItsPath({ container, exe }: Pick<ProcessFacts, 'container' | 'exe'>): boolean {
  return exe?.on_node !== false || container !== undefined;
}

/**
 * Whether the executable is what its path says: known by device and inode, still on disk, owned by
 * root and not writable by everyone. Anything that is not known is not proven.
 */
export function proveExecutable(exe: Executable | undefined): IdentityProof {
  if (exe === undefined) return unproven('its executable is not known');
  if (exe.memfd === true) return unproven('it runs from memory', 'memfd_executable');
  if (exe.deleted === true) return unproven('its executable was deleted', 'deleted_executable');
  if (exe.device === undefined || exe.inode === undefined)
    return unproven('its inode is not known');
  if (exe.mode === undefined || exe.owner_uid === undefined) {
    return unproven('owner and mode of its executable are not known');
  }
  if ((exe.mode & WORLD_WRITABLE) !== 0) {
    return unproven('its executable is writable by everyone', 'writable_executable');
  }
  if (exe.owner_uid !== 0)
    return unproven('its executable does not belong to root', 'foreign_executable');
  return { proven: true };
}

function unproven(missing: string, evasion?: string): IdentityProof {
  return { proven: false, missing, evasions: evasion === undefined ? [] : [evasion] };
}

/**
 * True when the process bears the name of a component that it is not: its comm is that of one of
 * `names` (cut at 15 bytes, as the kernel does), its executable is none of `paths`.
 */
export function isSpoof(
  process: Pick<ProcessFacts, 'comm' | 'exe'>,
  names: ReadonlySet<string>,
  isKnownPath: (path: string) => boolean,
): boolean {
  return names.has(process.comm) && process.exe !== undefined && !isKnownPath(process.exe.path);
}

import type { CgroupEvent } from '@keywarden/sensor';
import { type CgroupFacts, parseCgroupPath } from './cgroup.js';

/** Container ids that are remembered; more live containers than this no node has. */
const MAX_CONTAINERS = 8192;

/** The container that a cgroup belongs to. */
export interface SeenContainer {
  readonly id: string;
  readonly podUid: string | undefined;
}

/**
 * Tells the beginning and the end of containers by their cgroups: once each, although a container
 * has a cgroup in every v1 hierarchy and may make further ones below its own.
 */
export class ContainerWatch {
  readonly #live = new Set<string>();

  /** The container that appeared or went with this cgroup; undefined when none did. */
  see({ name, cgroupPath }: CgroupEvent): SeenContainer | undefined {
    const { containerId, podUid }: CgroupFacts = parseCgroupPath(cgroupPath);
    if (containerId === undefined || !isOwnCgroup(cgroupPath, containerId)) return undefined;
    if (name === 'cgroup_rmdir') {
      return this.#live.delete(containerId) ? { id: containerId, podUid } : undefined;
    }
    if (this.#live.has(containerId)) return undefined;
    this.#live.add(containerId);
    const [oldest] = this.#live;
    if (this.#live.size > MAX_CONTAINERS && oldest !== undefined) this.#live.delete(oldest);
    return { id: containerId, podUid };
  }
}

/** Not one that was made inside of the container. */
function isOwnCgroup(path: string, containerId: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes(containerId);
}

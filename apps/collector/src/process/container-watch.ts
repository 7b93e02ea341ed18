import type { ProcessFacts } from '@keywarden/contracts';
import type { CgroupEvent } from '@keywarden/sensor';
import { parseCgroupPath } from './cgroup.js';
import type { PlaceNames } from './table.js';

/** Container ids that are remembered; more live containers than this no node has. */
const MAX_CONTAINERS = 8192;

/** The container that a cgroup belongs to, with its names where they are known already. */
export interface SeenContainer {
  readonly container: NonNullable<ProcessFacts['container']>;
  readonly pod?: NonNullable<ProcessFacts['pod']>;
}

/**
 * Tells the beginning and the end of containers by their cgroups: once each, although a container
 * has a cgroup in every v1 hierarchy and may make further ones below its own.
 */
export class ContainerWatch {
  readonly #live = new Set<string>();

  constructor(private readonly places: PlaceNames) {}

  /** The container that appeared or went with this cgroup; undefined when none did. */
  see({ name, cgroupPath }: CgroupEvent): SeenContainer | undefined {
    const { containerId, podUid } = parseCgroupPath(cgroupPath);
    if (containerId === undefined || !isOwnCgroup(cgroupPath, containerId)) return undefined;
    if (name === 'cgroup_rmdir') {
      return this.#live.delete(containerId) ? this.#named(containerId, podUid) : undefined;
    }
    if (this.#live.has(containerId)) return undefined;
    this.#live.add(containerId);
    const [oldest] = this.#live;
    if (this.#live.size > MAX_CONTAINERS && oldest !== undefined) this.#live.delete(oldest);
    return this.#named(containerId, podUid);
  }

  /** Asking for a new one now, its first process may have the names already. */
  #named(containerId: string, podUid: string | undefined): SeenContainer {
    const cgroup = { containerId, ...(podUid === undefined ? {} : { podUid }) };
    const { container = { id: containerId }, pod } = this.places.describe(cgroup);
    return { container, ...(pod === undefined ? {} : { pod }) };
  }
}

/** Not one that was made inside of the container. */
function isOwnCgroup(path: string, containerId: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes(containerId);
}

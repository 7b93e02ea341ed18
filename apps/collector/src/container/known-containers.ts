import type { CgroupFacts } from '../process/cgroup.js';
import type { KnownContainer, PodFacts } from './runtime-facts.js';

/** What is known of the place of a process. */
export type Place =
  | { readonly kind: 'known'; readonly facts: Partial<KnownContainer> }
  /** The runtime does not know the container; perhaps its pod, or a container around it. */
  | { readonly kind: 'unknown'; readonly pod?: PodFacts }
  /** The runtime has that container in another pod than the path says. */
  | { readonly kind: 'contradicted' };

/**
 * Containers and pods by id, the last ones that were told or asked for. They are kept beyond their
 * end, because events of their processes may still come; ids are never given again.
 */
export class KnownContainers {
  readonly #containers = new Map<string, KnownContainer>();
  readonly #pods = new Map<string, PodFacts>();

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.#containers.size;
  }

  get(id: string): KnownContainer | undefined {
    return this.#containers.get(id);
  }

  /** Whether a container, a sandbox or a pod with that id was told. */
  has(id: string): boolean {
    return this.#containers.has(id) || this.#pods.has(id);
  }

  put(facts: KnownContainer): void {
    remember(this.#containers, facts.container.id, facts, this.limit);
    const uid = facts.pod?.uid;
    if (uid === undefined || facts.pod === undefined) return;
    // A sandbox does not know the service account that one of its containers has told.
    remember(this.#pods, uid, { ...this.#pods.get(uid), ...facts.pod }, this.limit);
  }

  /**
   * A runtime does not nest its own containers, so when it knows one of those around the innermost,
   * that one is the place: the inner group is another runtime's, or is named like a container by a
   * process that wants to be taken for it.
   */
  find({ containerId, outerContainerIds = [], podUid }: CgroupFacts): Place {
    const pod = podUid === undefined ? undefined : this.#pods.get(podUid);
    for (const outer of outerContainerIds) {
      const around = this.#touched(outer);
      if (around === undefined) continue;
      if (containerId !== undefined && this.#containers.has(containerId)) {
        return { kind: 'known', facts: this.#withPod(around) };
      }
      return { kind: 'unknown', ...this.#podOf(around) };
    }
    if (containerId === undefined && pod !== undefined) return { kind: 'known', facts: { pod } };
    const facts = containerId === undefined ? undefined : this.#touched(containerId);
    if (facts === undefined) return { kind: 'unknown', ...(pod === undefined ? {} : { pod }) };
    const uid = facts.pod?.uid;
    if (podUid !== undefined && uid !== undefined && podUid !== uid) {
      return { kind: 'contradicted' };
    }
    return { kind: 'known', facts: this.#withPod(facts) };
  }

  #withPod(facts: KnownContainer): KnownContainer {
    return { container: facts.container, ...this.#podOf(facts) };
  }

  #podOf({ pod }: KnownContainer): { pod?: PodFacts } {
    if (pod === undefined) return {};
    return { pod: (pod.uid === undefined ? undefined : this.#pods.get(pod.uid)) ?? pod };
  }

  #touched(id: string): KnownContainer | undefined {
    const facts = this.#containers.get(id);
    if (facts !== undefined) remember(this.#containers, id, facts, this.limit);
    return facts;
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}

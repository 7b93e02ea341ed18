import type { Alert } from '@keywarden/contracts';
import type { KnownNode, NodeMark, NodeRecord, NodeWatchStore } from '@keywarden/self-alerts';

export interface MemoryNodeWatchOptions {
  /** Of more nodes, the one that was heard longest ago goes. */
  maxNodes?: number;
  /** Monotonic, ms. */
  now?: () => number;
}

/** The nodes of the all-in-one, gone with the process. */
export class MemoryNodeWatchStore implements NodeWatchStore {
  readonly #maxNodes: number;
  readonly #now: () => number;
  /** Least recently heard first. */
  readonly #records = new Map<string, NodeRecord>();
  readonly #silences = new Map<string, Alert>();
  readonly #episodes = new Map<string, Alert>();
  /** Name → when the claim ends. */
  readonly #claims = new Map<string, number>();

  constructor(options: MemoryNodeWatchOptions = {}) {
    this.#maxNodes = options.maxNodes ?? 20_000;
    this.#now = options.now ?? (() => performance.now());
  }

  load(nodes: readonly string[]): Promise<readonly KnownNode[]> {
    return Promise.resolve(
      nodes.map((node) => {
        const record = this.#records.get(node);
        const silence = this.#silences.get(node);
        return {
          ...(record === undefined ? {} : { record }),
          ...(silence === undefined ? {} : { silence }),
        };
      }),
    );
  }

  save(records: readonly NodeRecord[], spoke: readonly string[]): Promise<void> {
    for (const record of records) {
      this.#records.delete(record.mark.node);
      this.#records.set(record.mark.node, record);
    }
    for (const node of spoke) this.#silences.delete(node);
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= this.#maxNodes) break;
      this.#remove(oldest);
    }
    return Promise.resolve();
  }

  marks(): Promise<readonly NodeMark[]> {
    return Promise.resolve([...this.#records.values()].map(({ mark }) => mark));
  }

  silences(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map([...this.#silences].map(([node, { id }]) => [node, id])));
  }

  silent(told: ReadonlyMap<string, Alert>): Promise<void> {
    for (const [node, alert] of told) this.#silences.set(node, alert);
    return Promise.resolve();
  }

  forget(node: string): Promise<void> {
    this.#remove(node);
    return Promise.resolve();
  }

  episodes(): Promise<ReadonlyMap<string, Alert>> {
    return Promise.resolve(new Map(this.#episodes));
  }

  begin(name: string, alert: Alert): Promise<Alert> {
    const first = this.#episodes.get(name) ?? alert;
    this.#episodes.set(name, first);
    return Promise.resolve(first);
  }

  end(name: string, { id }: Alert): Promise<void> {
    if (this.#episodes.get(name)?.id === id) this.#episodes.delete(name);
    return Promise.resolve();
  }

  claim(name: string, ttlMs: number): Promise<boolean> {
    const now = this.#now();
    if ((this.#claims.get(name) ?? -Infinity) > now) return Promise.resolve(false);
    this.#claims.set(name, now + ttlMs);
    return Promise.resolve(true);
  }

  #remove(node: string): void {
    this.#records.delete(node);
    this.#silences.delete(node);
  }
}

import type { ProcessKey } from '@keywarden/lineage';
import { keyPart } from './key-part.js';

/** Names of the Redis keys of one boot of one node. */
export interface Boot {
  /** The set of living processes. Per boot, because the processes of an earlier boot never exit. */
  living: string;
  process(key: ProcessKey): string;
}

/** Makes and remembers the key names of a batch: nearly all of it is about the same few boots. */
export class BootNames {
  readonly #prefix: string;
  readonly #boots = new Map<string, Map<string, Boot>>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  of({ node, boot_id }: ProcessKey): Boot {
    const boots = this.#boots.get(node) ?? new Map<string, Boot>();
    this.#boots.set(node, boots);
    const boot = boots.get(boot_id) ?? this.#make(node, boot_id);
    boots.set(boot_id, boot);
    return boot;
  }

  #make(node: string, bootId: string): Boot {
    const name = (kind: string): string =>
      `${this.#prefix}:{${keyPart(node)}}:${kind}:${keyPart(bootId)}`;
    const processes = name('p');
    return {
      living: name('living'),
      process: ({ pid, start_time }) => `${processes}:${String(pid)}:${String(start_time)}`,
    };
  }
}

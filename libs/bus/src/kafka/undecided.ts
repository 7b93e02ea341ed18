/** Offsets of messages that are not decided yet, by partition: no commit may pass them. */
export class UndecidedOffsets {
  readonly #partitions = new Map<string, Set<bigint>>();

  /** Number of messages. */
  get size(): number {
    return [...this.#partitions.values()].reduce((sum, offsets) => sum + offsets.size, 0);
  }

  add(topic: string, partition: number, offset: string): void {
    const name = nameOf(topic, partition);
    const offsets = this.#partitions.get(name) ?? new Set<bigint>();
    this.#partitions.set(name, offsets);
    offsets.add(BigInt(offset));
  }

  decide(topic: string, partition: number, offset: string): void {
    this.#partitions.get(nameOf(topic, partition))?.delete(BigInt(offset));
  }

  /** As far as may be committed of what was resolved: the offset of the first undecided message at most. */
  bound(topic: string, partition: number, resolved: string): string {
    const offsets = this.#partitions.get(nameOf(topic, partition));
    // Messages come in the order of their offsets, and a set keeps the order of insertion.
    const [first] = offsets ?? [];
    return first === undefined || BigInt(resolved) < first ? resolved : String(first);
  }

  clear(): void {
    this.#partitions.clear();
  }
}

function nameOf(topic: string, partition: number): string {
  return `${topic}/${String(partition)}`;
}

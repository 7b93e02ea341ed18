/**
 * Numbers the events of one collector run: contiguous, beginning with the microseconds since boot. A
 * restarted collector on the same boot begins higher than its predecessor ended, unless that one
 * numbered more than a million events a second all along; so no identity is used twice and nothing
 * has to be kept on disk.
 */
export class Sequence {
  readonly first: number;
  #next: number;

  constructor(bootNs: bigint) {
    this.first = Number(bootNs / 1_000n);
    this.#next = this.first;
  }

  next(): number {
    const seq = this.#next;
    this.#next += 1;
    return seq;
  }
}

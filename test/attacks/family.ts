import type { KernelEvent } from '@keywarden/contracts';

/** A process and its descendants, by the forks that were reported. */
export class Family {
  readonly #pids: Set<number>;

  constructor(pid: number, events: readonly KernelEvent[]) {
    this.#pids = new Set([pid]);
    for (const event of events) {
      if (event.name === 'sched_process_fork' && this.#pids.has(event.process.pid)) {
        this.#pids.add(event.data.child.pid);
      }
    }
  }

  has(pid: number): boolean {
    return this.#pids.has(pid);
  }
}

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

  /** Whether the exit of each of them is among these events, and so everything that they did. */
  isGone(events: readonly KernelEvent[]): boolean {
    const exited = new Set(
      events.flatMap((event) => (event.name === 'sched_process_exit' ? [event.process.pid] : [])),
    );
    return [...this.#pids].every((pid) => exited.has(pid));
  }

  has(pid: number): boolean {
    return this.#pids.has(pid);
  }
}

import type { CredentialEvent, KernelEvent, RelatedEvent } from '@keywarden/contracts';

/** pid and start time: enough to tell processes of one node and boot apart. */
const keyOf = (node: string, process: { pid: number; start_time: number }): string =>
  `${node}\n${String(process.pid)}\n${String(process.start_time)}`;

/**
 * Says when a batch has to be cut. Lineage changes of a whole batch are applied together and the
 * credential events judged after them: keys carry the start time, forks only add processes, and an exit
 * only adds that a process has exited by the time of the alert. An exec is different. It replaces what
 * a process was running, so that a theft followed by an exec of something harmless would be shown
 * with the harmless lineage. Only a living process can exec, and the kernel named those with the event:
 * an exec of one of them, later in the batch, has to wait until the event has been judged.
 */
export class LineagePlan {
  readonly #held = new Set<string>();
  /** A cheap first question: most execs are of pids that nothing waits for. */
  readonly #pids = new Set<number>();
  /** An event came without its ancestors: every later exec might be one of them. */
  #isBlind = false;

  /** Remembers an event whose lineage has not been asked for yet. */
  hold({ node, process }: CredentialEvent | RelatedEvent): void {
    for (const one of [process, ...(process.ancestors ?? [])]) {
      this.#held.add(keyOf(node, one));
      this.#pids.add(one.pid);
    }
    if (process.ancestors === undefined) this.#isBlind = true;
  }

  /** True when held events have to be judged before this one's changes are applied. */
  mustWait(event: KernelEvent): boolean {
    if (event.name !== 'sched_process_exec' || this.#held.size === 0) return false;
    const { node, process } = event;
    if (this.#isBlind) return true;
    return this.#pids.has(process.pid) && this.#held.has(keyOf(node, process));
  }

  /** Everything held has been judged. */
  clear(): void {
    this.#held.clear();
    this.#pids.clear();
    this.#isBlind = false;
  }
}

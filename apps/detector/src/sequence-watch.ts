import type { KernelEvent } from '@keywarden/contracts';

/** Events of one node that were numbered by its collector and never arrived. */
export interface MissingEvents {
  node: string;
  count: number;
  /** The first missing number, and the first after it that arrived. */
  from: number;
  to: number;
}

interface Run {
  bootId: string;
  next: number;
  gaps: { from: number; to: number }[];
}

/** A fleet is smaller than this; names beyond it replace the one that was quiet longest. */
const MAX_NODES = 20_000;
/** Further gaps before the next heartbeat are counted with the last one. */
const MAX_GAPS = 100;

/**
 * Finds gaps in the numbering of each node's events. Numbers count up within one run of a collector; a
 * new run starts at a higher one, which is no loss. So a gap is only believed when a heartbeat
 * (`sensor_status`) has said where its run began. Repeats after a redelivery are no gaps.
 */
export class SequenceWatch {
  readonly #runs = new Map<string, Run>();
  /** Batches are of few nodes: mostly the next event is of the same one. */
  #last: { node: string; run: Run } | undefined;

  /** Takes the next event of its node; gives what turned out to be missing, if anything did. */
  see(event: KernelEvent): MissingEvents[] {
    const run = this.#run(event);
    if (event.seq > run.next) this.#suspect(run, event.seq);
    run.next = Math.max(run.next, event.seq + 1);
    if (event.name !== 'sensor_status') return [];
    const { first_seq } = event.data;
    const missing = run.gaps.flatMap(({ from, to }) => {
      const start = Math.max(from, first_seq);
      return start < to ? [{ node: event.node, count: to - start, from: start, to }] : [];
    });
    run.gaps = [];
    return missing;
  }

  #run(event: KernelEvent): Run {
    const { node, boot_id } = event;
    if (this.#last?.node === node && this.#last.run.bootId === boot_id) return this.#last.run;
    let run = this.#runs.get(node);
    if (run?.bootId !== boot_id) {
      run = { bootId: boot_id, next: event.seq, gaps: [] };
    }
    // Re-inserted, so that the first key of the map is the node that was quiet longest.
    this.#runs.delete(node);
    this.#runs.set(node, run);
    this.#last = { node, run };
    if (this.#runs.size > MAX_NODES) {
      for (const quietest of this.#runs.keys()) {
        this.#runs.delete(quietest);
        break;
      }
    }
    return run;
  }

  #suspect(run: Run, to: number): void {
    const last = run.gaps.at(-1);
    if (last !== undefined && run.gaps.length >= MAX_GAPS) last.to = to;
    else run.gaps.push({ from: run.next, to });
  }
}

import { attempt, type FlightReport } from './attempt.js';
import { Breaker } from './breaker.js';
import { ReadyQueue, type Flight } from './flight.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';

/** What becomes of flights after an attempt, or without one. */
export interface FlightDesk {
  /** Decides the parts; what is to be tried again is put back by the dispatcher. */
  reported(report: Extract<FlightReport, { outcome: 'tried' }>): Promise<'landed' | 'again'>;
  /** The receiver has failed for too long: nothing further is tried. */
  outlasted(flight: Flight, reason: string): void;
}

/**
 * Brings the flights of one receiver to its sink: batches, bounded concurrency, and one circuit breaker
 * for all of them.
 */
export class Dispatcher {
  readonly #receiver: Receiver;
  readonly #ports: PipelinePorts;
  readonly #desk: FlightDesk;
  readonly #breaker: Breaker;
  readonly #queue = new ReadyQueue();
  readonly #abandon = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;
  #isDraining = false;
  #cancelWake: (() => void) | undefined;

  constructor(receiver: Receiver, ports: PipelinePorts, desk: FlightDesk) {
    this.#receiver = receiver;
    this.#ports = ports;
    this.#desk = desk;
    this.#breaker = new Breaker(receiver.breaker, ports.chance);
  }

  put(flight: Flight): void {
    this.#queue.put(flight);
    this.#pump();
  }

  /** Takes out what waits, e.g. because it is no longer ours. */
  withdraw(test: (flight: Flight) => boolean): readonly Flight[] {
    const flights = this.#queue.all.filter(test);
    this.#queue.remove(flights);
    return flights;
  }

  /** Batches no longer wait to fill. */
  drain(): void {
    this.#isDraining = true;
    this.#pump();
  }

  /**
   * Begins no further attempt. Resolves when the running ones have ended.
   *
   * @param abandon aborted when they must end too
   */
  async close(abandon: AbortSignal): Promise<void> {
    this.#isClosed = true;
    this.#cancelWake?.();
    abandon.addEventListener('abort', () => {
      this.#abandon.abort();
    });
    if (abandon.aborted) this.#abandon.abort();
    await Promise.all(this.#running);
  }

  #pump(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    if (this.#isClosed) return;
    this.#giveUpOutlasted();
    while (this.#running.size < this.#receiver.concurrency) {
      const nowMs = this.#ports.scheduler.monotonicMs();
      if (!this.#breaker.allows(nowMs)) {
        // A running probe pumps when it ends.
        if (this.#queue.size > 0 && nowMs < this.#breaker.restUntilMs) {
          this.#wakeAt(this.#breaker.restUntilMs);
        }
        return;
      }
      const taken = this.#queue.take(nowMs, {
        maxParts: this.#receiver.sink.maxBatch,
        lingerMs: this.#isDraining ? 0 : this.#receiver.sink.lingerMs,
      });
      if (taken === undefined) return;
      if ('askAtMs' in taken) {
        this.#wakeAt(taken.askAtMs);
        return;
      }
      this.#start(taken.flights);
    }
  }

  #start(flights: readonly Flight[]): void {
    this.#breaker.began(this.#ports.scheduler.monotonicMs());
    const run: Promise<void> = this.#run(flights).finally(() => {
      this.#running.delete(run);
      this.#pump();
    });
    this.#running.add(run);
  }

  async #run(flights: readonly Flight[]): Promise<void> {
    const startedMs = this.#ports.scheduler.monotonicMs();
    for (const flight of flights) flight.startedMs ??= startedMs;
    const reports = await attempt(flights, this.#receiver, this.#ports, this.#abandon.signal);
    this.#learn(reports);
    await Promise.all(reports.map((report) => this.#finish(report)));
  }

  async #finish(report: FlightReport): Promise<void> {
    const { flight } = report;
    if (report.outcome === 'postponed') {
      flight.notBeforeMs = this.#ports.scheduler.monotonicMs() + report.delayMs;
      this.#queue.put(flight);
      return;
    }
    if ((await this.#desk.reported(report)) === 'again') this.#queue.put(flight);
  }

  /** One answer of whatever kind shows that the receiver lives. */
  #learn(reports: readonly FlightReport[]): void {
    const results = reports.flatMap((report) => (report.outcome === 'tried' ? report.results : []));
    const failures = results.flatMap(({ result }) => (result.outcome === 'retry' ? [result] : []));
    const [first] = failures;
    if (results.length === 0 || this.#abandon.signal.aborted) {
      this.#breaker.withdrew();
      return;
    }
    const nowMs = this.#ports.scheduler.monotonicMs();
    const before = this.#breaker.state(nowMs);
    const wanted = Math.max(0, ...failures.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    if (first !== undefined && failures.length === results.length) {
      this.#breaker.failed(nowMs, first.reason, wanted);
    } else {
      this.#breaker.succeeded();
      this.#breaker.askedFor(nowMs, wanted);
    }
    const after = this.#breaker.state(nowMs);
    if (before !== after) this.#ports.observer.circuit(after, this.#breaker.lastReason);
  }

  /** While the circuit is open, nobody waits longer for a receiver than the retry policy says. */
  #giveUpOutlasted(): void {
    const nowMs = this.#ports.scheduler.monotonicMs();
    const { maxElapsedMs } = this.#receiver.retry;
    const outage = this.#breaker.outageMs(nowMs);
    if (this.#breaker.state(nowMs) !== 'open' || outage < maxElapsedMs) return;
    const reason = `the circuit is open for ${String(Math.round(outage / 1_000))} s: ${this.#breaker.lastReason}`;
    for (const flight of this.withdraw(() => true)) this.#desk.outlasted(flight, reason);
  }

  #wakeAt(atMs: number): void {
    const delayMs = Math.max(0, atMs - this.#ports.scheduler.monotonicMs());
    this.#cancelWake = this.#ports.scheduler.after(delayMs, () => {
      this.#cancelWake = undefined;
      this.#pump();
    });
  }
}

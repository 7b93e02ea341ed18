import type { FlightReport, PartResult } from './attempt.js';
import type { Books } from './books.js';
import type { FlightDesk } from './dispatcher.js';
import type { Flight, Part } from './flight.js';
import type { FailedAttempt, Item, Settlement } from './item.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import { decideRetry } from './retry.js';
import type { DeliveryRecord } from './store.js';

type Tried = Extract<FlightReport, { outcome: 'tried' }>;
type Because = 'rejected' | 'gave-up';

/** Most errors of one alert that are kept: the first ones and the latest. */
const MAX_FAILED = 50;

export interface DeskDeps {
  receiver: Receiver;
  ports: PipelinePorts;
  books: Books;
  closing: AbortSignal;
  settle: (item: Item, settlement: Settlement) => void;
}

/** Decides what becomes of flights: written down, tried again, given to the fallback, given up. */
export class Desk implements FlightDesk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  async reported(report: Tried): Promise<'landed' | 'again'> {
    const { flight } = report;
    const { books } = this.#deps;
    if (report.results.length > 0) flight.attempts += 1;
    for (const { part, result } of report.results) {
      if (result.outcome !== 'delivered') this.#noteFailure(part, result.reason);
    }
    const delivered = report.results.filter(({ result }) => result.outcome === 'delivered');
    const refused = report.results.filter(({ result }) => result.outcome === 'rejected');
    const written = await this.#writeDown(report, delivered);
    for (const item of report.told) this.#deps.settle(item, { outcome: 'already-delivered' });
    if (written) {
      for (const item of report.stale) this.#deps.settle(item, { outcome: 'deduplicated' });
      for (const { part, result } of delivered) {
        const answer = result.outcome === 'delivered' ? result.answer : undefined;
        const { attempts } = flight;
        const by = this.#deps.receiver.sink.name;
        this.#settleAll(part, { outcome: 'delivered', attempts, by, answer });
      }
    } else {
      const undecided = [...report.stale, ...delivered.flatMap(({ part }) => part.items)];
      for (const item of undecided) this.#deps.settle(item, { outcome: 'interrupted' });
    }
    const gone = new Set([...delivered, ...refused].map(({ part }) => part));
    flight.parts = flight.parts.filter((part) => !gone.has(part));
    for (const { part, result } of refused) {
      this.#giveUp(flight, part, 'rejected', reasonOf(result));
    }
    if (flight.parts.length === 0) return this.#land(flight);
    const { retry } = this.#deps.receiver;
    const { chance } = this.#deps.ports;
    const elapsedMs = books.tookMs(flight);
    const state = { attempts: flight.attempts, elapsedMs, retryAfterMs: retryAfterOf(report) };
    const decision = decideRetry(retry, state, chance);
    if (decision.decision === 'give-up') {
      for (const part of flight.parts) {
        const reason = part.failed.at(-1)?.error ?? 'no attempt was made';
        this.#giveUp(flight, part, 'gave-up', reason);
      }
      return this.#land(flight);
    }
    flight.notBeforeMs = this.#deps.ports.scheduler.monotonicMs() + decision.delayMs;
    return 'again';
  }

  outlasted(flight: Flight, reason: string): void {
    for (const part of flight.parts) this.#giveUp(flight, part, 'gave-up', reason);
    this.#land(flight);
  }

  /** Attempts with other alerts do not wait for the fallback; the next news of this incident do. */
  #giveUp(flight: Flight, part: Part, because: Because, why: string): void {
    flight.farewells.push(this.#undeliverable(flight, part, because, why));
  }

  /** One commit for a flight: what was delivered, what was no news, and the end of the claim. */
  async #writeDown(report: Tried, delivered: readonly PartResult[]): Promise<boolean> {
    const { books } = this.#deps;
    const { flight, stale } = report;
    let { state } = report;
    const records: DeliveryRecord[] = books.record(stale, { outcome: 'deduplicated' });
    for (const { part, result } of delivered) {
      state = books.told(state, part);
      records.push(
        ...books.record(part.items, {
          outcome: 'delivered',
          attempts: flight.attempts,
          took_ms: books.tookMs(flight),
          ...(part.notification === undefined ? {} : { notification_id: part.notification.id }),
          ...answerOf(result),
        }),
      );
    }
    const items = [...stale, ...delivered.flatMap(({ part }) => part.items)];
    if (items.length === 0) return true;
    flight.released = flight.parts.length === delivered.length;
    return books.write({
      incident_id: flight.incidentId,
      keys: items.map(({ key }) => key),
      records,
      release: flight.released,
      ...(books.keepsState ? { state, dueMs: books.due(state, flight.route) } : {}),
    });
  }

  /** To the fallback, if there is one; else it is for whoever gave it to us to keep it. */
  async #undeliverable(flight: Flight, part: Part, because: Because, why: string): Promise<void> {
    const { receiver, books, closing } = this.#deps;
    const attempts = [...part.failed];
    if (closing.aborted) {
      this.#settleAll(part, { outcome: 'interrupted' });
      return;
    }
    const results = await Promise.all(part.items.map((item) => this.#fallBack(item)));
    for (const [index, item] of part.items.entries()) {
      const result = results[index];
      if (result?.outcome === 'interrupted') {
        this.#deps.settle(item, result);
        continue;
      }
      const took = isTold(result);
      const facts = { attempts: flight.attempts, took_ms: books.tookMs(flight), detail: why };
      const written = await books.write({
        incident_id: flight.incidentId,
        keys: took ? [item.key] : [],
        records: books.record([item], { outcome: took ? 'fallback' : 'undeliverable', ...facts }),
        release: false,
      });
      if (!written) this.#deps.settle(item, { outcome: 'interrupted' });
      else if (took) {
        const by = receiver.fallback ?? '';
        this.#deps.settle(item, { outcome: 'delivered', attempts: flight.attempts, by });
      } else {
        const others = result?.outcome === 'undeliverable' ? result.attempts : [];
        const all = [...attempts, ...others];
        const settlement = {
          outcome: 'undeliverable',
          because,
          reason: why,
          attempts: all,
        } as const;
        this.#deps.settle(item, settlement);
      }
    }
  }

  #fallBack(item: Item): Promise<Settlement | undefined> {
    const { fallback } = this.#deps.receiver;
    if (fallback === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const taken = this.#deps.ports.forward(fallback, { ...item, forced: true, settle: resolve });
      if (!taken) resolve(undefined);
    });
  }

  #noteFailure(part: Part, error: string): void {
    const time = new Date(this.#deps.ports.scheduler.nowMs()).toISOString();
    const failed: FailedAttempt = { time, receiver: this.#deps.receiver.sink.name, error };
    if (part.failed.length < MAX_FAILED) part.failed.push(failed);
    else part.failed[MAX_FAILED - 1] = failed;
  }

  #settleAll(part: Part, settlement: Settlement): void {
    for (const item of part.items) this.#deps.settle(item, settlement);
  }

  #land(flight: Flight): 'landed' {
    void Promise.all(flight.farewells)
      .then(() => this.#release(flight))
      .finally(() => {
        flight.landed();
      });
    return 'landed';
  }

  async #release({ released, incidentId }: Flight): Promise<void> {
    if (released) return;
    const { store, owner } = this.#deps.ports;
    // A claim that cannot be given back ends by itself.
    await store.release(this.#deps.receiver.sink.name, owner, [incidentId]).catch(() => undefined);
  }
}

function isTold(result: Settlement | undefined): boolean {
  return result?.outcome === 'delivered' || result?.outcome === 'already-delivered';
}

function reasonOf(result: PartResult['result']): string {
  return result.outcome === 'delivered' ? '' : result.reason;
}

function answerOf(result: PartResult['result']): { detail?: string } {
  if (result.outcome !== 'delivered' || result.answer === undefined) return {};
  return { detail: result.answer };
}

function retryAfterOf({ results }: Tried): number | undefined {
  const waits = results.flatMap(({ result }) =>
    result.outcome === 'retry' && result.retryAfterMs !== undefined ? [result.retryAfterMs] : [],
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}

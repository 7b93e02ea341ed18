import { trace, type Tracer } from '@opentelemetry/api';
import type { FinalOutcome, IncomingMessage, MessageBatch, MessageOutcome } from '@keywarden/bus';
import { REPLAY_HEADERS, type Alert } from '@keywarden/contracts';
import { itemOf, type Pipeline, type Settlement } from '@keywarden/routing';
import { deadLetterOf } from './dead-letter.js';
import type { SharedDecoder } from './decode.js';
import type { NotifierMetrics } from './metrics.js';
import { retold } from './retold.js';
import { AlertTrace } from './tracing.js';

export interface IntakeOptions {
  /** The receivers that are fed: one with a bus of its own, or all of them with a common one. */
  pipelines: readonly Pipeline[];
  /**
   * Of the intakes of a notifier exactly one is the first: it sends what is no alert to the dead letters,
   * and calls this for each alert.
   */
  first?: { onAlert(alert: Alert): void } | undefined;
  metrics: NotifierMetrics;
  /** One for all intakes. */
  decoder: Pick<SharedDecoder, 'decode'>;
}

type Decided = Awaited<Extract<MessageOutcome, { outcome: 'later' }>['settled']>;

/**
 * Takes alerts off the bus and hands them to the receivers' pipelines. A message is decided when every
 * pipeline has settled it; what a receiver did not take becomes a dead letter with its name.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #tracer: Tracer = trace.getTracer('keywarden.notifier');
  readonly #never = new AbortController().signal;
  #heeded: AbortSignal | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** @returns one outcome per message: `dead-letter` for what is no alert, else `later` */
  async handle(batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    this.#heed(batch.signal);
    const outcomes: MessageOutcome[] = [];
    for (const message of batch.messages) {
      const decoded = this.#options.decoder.decode(message);
      outcomes.push(
        'alert' in decoded
          ? await this.#take(decoded.alert, message, batch)
          : this.#unreadable(decoded.unreadable),
      );
    }
    return outcomes;
  }

  /** Once for all batches of an assignment, which may last for months. */
  #heed(signal: AbortSignal | undefined): void {
    if (signal === undefined || signal === this.#heeded) return;
    this.#heeded = signal;
    signal.addEventListener('abort', () => {
      for (const pipeline of this.#options.pipelines) pipeline.sweep();
    });
  }

  #unreadable(letter: Extract<FinalOutcome, { outcome: 'dead-letter' }>): MessageOutcome {
    if (this.#options.first === undefined) return { outcome: 'ok' };
    this.#options.metrics.unreadable(letter.code);
    return letter;
  }

  async #take(
    alert: Alert,
    message: IncomingMessage,
    batch: MessageBatch,
  ): Promise<MessageOutcome> {
    const only = message.headers[REPLAY_HEADERS.sink];
    const wanted = this.#options.pipelines.filter(
      ({ name }) => only === undefined || only === name,
    );
    if (wanted.length === 0) return { outcome: 'ok' };
    const news = retold(message);
    // A notification that is told again says nothing new of the incident.
    if (news === undefined) this.#options.first?.onAlert(alert);
    for (const pipeline of wanted) await pipeline.room();
    const carrier = new AlertTrace(this.#tracer, alert, message, batch);
    const settled = Promise.all(
      wanted.map(
        (pipeline) =>
          new Promise<readonly [string, Settlement]>((resolve) => {
            const item = itemOf(alert, {
              signal: batch.signal ?? this.#never,
              carrier,
              forced: only !== undefined,
              settle: (settlement) => {
                resolve([pipeline.name, settlement]);
              },
            });
            pipeline.accept({ ...item, ...news });
          }),
      ),
    ).then((settlements) => {
      carrier.end();
      return decide(settlements, news);
    });
    return { outcome: 'later', settled };
  }
}

/** What the bus is told: undecided while a receiver is, else a dead letter if a receiver did not take it. */
function decide(
  settlements: readonly (readonly [string, Settlement])[],
  news: ReturnType<typeof retold>,
): Decided {
  if (settlements.some(([, { outcome }]) => outcome === 'interrupted')) return 'undecided';
  const refused = settlements.flatMap(([name, settlement]) =>
    settlement.outcome === 'undeliverable' ? [{ name, settlement }] : [],
  );
  return refused.length === 0 ? { outcome: 'ok' } : deadLetterOf(refused, news);
}

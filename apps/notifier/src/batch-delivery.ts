import { trace, type Tracer } from '@opentelemetry/api';
import {
  toDeadLetter,
  type IncomingMessage,
  type MessageBatch,
  type MessageOutcome,
  type MessagePublisher,
  type OutgoingMessage,
} from '@keywarden/bus';
import { DEAD_LETTER_HEADERS, KeywardenError, TOPICS, type Alert } from '@keywarden/contracts';
import type { Health, Logger } from '@keywarden/platform';
import {
  deliverAlert,
  inLanes,
  type DeliveryOutcome,
  type DeliveryPorts,
  type Sink,
} from '@keywarden/routing';
import { decode } from './decode.js';
import { NotifierMetrics } from './metrics.js';
import { AlertTrace } from './tracing.js';

export interface BatchDeliveryOptions {
  sinks: readonly Sink[];
  /** Alerts of different incidents that one sink gets at the same time. */
  concurrency: number;
  ports: Omit<DeliveryPorts, 'onAttempt'>;
  deadLetters: MessagePublisher;
  logger: Logger;
  health: Health;
}

interface Case {
  alert: Alert;
  message: IncomingMessage;
  trace: AlertTrace;
}

/**
 * Delivers batches of alerts. Every sink works through the batch on its own, so a slow one delays the
 * end of the batch but not the other sinks. What was acknowledged is in the delivery log, so that a
 * batch that comes again repeats only what is missing.
 */
export class BatchDelivery {
  readonly #options: BatchDeliveryOptions;
  readonly #tracer: Tracer = trace.getTracer('keywarden.notifier');
  readonly #metrics = new NotifierMetrics();

  constructor(options: BatchDeliveryOptions) {
    this.#options = options;
  }

  /**
   * @returns one outcome per message: `dead-letter` for what is no alert. A sink that gave up makes a
   *   dead letter with the sink's name, written before this returns
   * @throws KeywardenError when the delivery log or the dead letters cannot be reached or the service
   *   closes: the batch has to come again
   */
  async handle(batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    const outcomes: MessageOutcome[] = batch.messages.map(() => ({ outcome: 'ok' }));
    const cases: Case[] = [];
    for (const [index, message] of batch.messages.entries()) {
      const decoded = decode(message);
      if ('alert' in decoded) {
        const { alert } = decoded;
        cases.push({ alert, message, trace: new AlertTrace(this.#tracer, alert, message, batch) });
      } else {
        outcomes[index] = decoded.unreadable;
        this.#metrics.unreadable(decoded.unreadable.code);
      }
    }
    try {
      await this.#deliverAll(cases);
    } finally {
      for (const { trace: alertTrace } of cases) alertTrace.end();
    }
    return outcomes;
  }

  async #deliverAll(cases: readonly Case[]): Promise<void> {
    const letters: OutgoingMessage[] = [];
    const results = await Promise.allSettled(
      this.#options.sinks.map((sink) =>
        inLanes(
          cases,
          ({ alert }) => alert.incident_id,
          this.#options.concurrency,
          async (one) => {
            const letter = await this.#deliver(sink, one);
            if (letter !== undefined) letters.push(letter);
          },
        ),
      ),
    );
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
    }
    if (letters.length > 0) await this.#options.deadLetters.publish(TOPICS.deadLetters, letters);
  }

  /** @returns the dead letter when the sink did not take the alert. */
  async #deliver(sink: Sink, one: Case): Promise<OutgoingMessage | undefined> {
    const { ports } = this.#options;
    const startedMs = ports.monotonicMs();
    const outcome = await one.trace.deliver(sink, async () => {
      const decided = await deliverAlert(one.alert, sink, {
        ...ports,
        onAttempt: (_, result) => {
          this.#metrics.attempted(sink, result);
          if (result.outcome === 'retry') this.#troubled(sink, result.reason);
        },
      });
      this.#report(sink, one.alert, decided);
      return decided;
    });
    this.#metrics.decided(sink, outcome, ports.monotonicMs() - startedMs);
    switch (outcome.outcome) {
      case 'delivered':
      case 'already-delivered':
        return undefined;
      case 'gave-up':
        return this.#deadLetter(sink, one, 'KW_SINK_UNAVAILABLE', outcome);
      case 'rejected':
        return this.#deadLetter(sink, one, 'KW_SINK_REJECTED', outcome);
      case 'interrupted':
        throw new KeywardenError('KW_SINK_UNAVAILABLE', 'interrupted: the service closes', {
          where: `sink ${sink.name}`,
          retryable: true,
        });
    }
  }

  #deadLetter(
    sink: Sink,
    { message }: Case,
    code: 'KW_SINK_UNAVAILABLE' | 'KW_SINK_REJECTED',
    { attempts, reason }: { attempts: number; reason: string },
  ): OutgoingMessage {
    return toDeadLetter(message, {
      outcome: 'dead-letter',
      code,
      reason: `${reason} (attempts: ${String(attempts)})`,
      headers: { [DEAD_LETTER_HEADERS.sink]: sink.name },
    });
  }

  #report(sink: Sink, alert: Alert, outcome: DeliveryOutcome): void {
    const { logger, health } = this.#options;
    const fields = { sink: sink.name, alert_id: alert.id, ...outcome };
    if (outcome.outcome === 'delivered') {
      health.set(`sink ${sink.name}`, 'ok');
      logger.debug(fields, 'alert delivered');
    } else if (outcome.outcome === 'gave-up' || outcome.outcome === 'rejected') {
      health.set(`sink ${sink.name}`, 'degraded', outcome.reason);
      logger.error(fields, 'alert not delivered, it goes to the dead letters');
    }
  }

  /** A sink in trouble is degraded, not down: the others still get their alerts. */
  #troubled(sink: Sink, reason: string): void {
    const { logger, health } = this.#options;
    health.set(`sink ${sink.name}`, 'degraded', reason);
    logger.debug({ sink: sink.name, reason }, 'delivery failed for now');
  }
}

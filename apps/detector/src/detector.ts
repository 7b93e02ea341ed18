import { trace, type Tracer } from '@opentelemetry/api';
import type {
  MessageBatch,
  MessageOutcome,
  MessagePublisher,
  OutgoingMessage,
} from '@keywarden/bus';
import {
  KeywardenError,
  TOPICS,
  eventId,
  toKeywardenError,
  type CredentialEvent,
  type KernelEvent,
} from '@keywarden/contracts';
import { isRelated, recordRelated, type IncidentStore } from '@keywarden/incidents';
import {
  changesOf,
  originOf,
  processKey,
  type Ancestry,
  type LineageStore,
} from '@keywarden/lineage';
import type { Logger } from '@keywarden/platform';
import { withActor } from './actor.js';
import { assess, needsBook } from './assess.js';
import { BatchWork, type Case, type CredentialCase } from './batch-work.js';
import { decode } from './decode.js';
import { IncidentBooks } from './incident-books.js';
import { DetectorMetrics } from './metrics.js';
import { alertMessage } from './node-watch-message.js';
import type { Heartbeat, NodeNews, NodeWatch } from './node-watch.js';
import type { PolicySource } from './policy/live-policy.js';
import { SensorAlarm } from './sensor-alarm.js';
import { SensorWatch } from './sensor-watch.js';
import { EventTrace, traceBatch } from './tracing.js';

export interface DetectorOptions {
  lineage: LineageStore;
  incidents: IncidentStore;
  publisher: MessagePublisher;
  /** Asked once for each batch, so that one whole policy judges it. */
  policy: PolicySource;
  /** Generations of an alert's lineage. */
  depth: number;
  logger: Logger;
  /** Absent: nobody remembers heartbeats. */
  nodes?: NodeWatch | undefined;
}

interface Outgoing {
  readonly message: OutgoingMessage;
  /** Where the message of its event stands in the batch. */
  readonly index: number;
}

/**
 * Turns batches of events into alerts. It keeps nothing that a restart would miss: lineage is in the
 * store, and working a batch off twice gives the same table and alerts with the same ids.
 */
export class Detector {
  readonly #options: DetectorOptions;
  readonly #tracer: Tracer = trace.getTracer('keywarden.detector');
  readonly #metrics = new DetectorMetrics();
  readonly #sensors: SensorWatch;
  readonly #alarm = new SensorAlarm();
  readonly #books: IncidentBooks;

  constructor(options: DetectorOptions) {
    this.#options = options;
    this.#books = new IncidentBooks(options.incidents, (reason) => {
      options.logger.warn({ reason }, 'incidents go on without their store');
    });
    this.#sensors = new SensorWatch(this.#metrics, options.logger);
  }

  /**
   * Works a batch off; its alerts are acknowledged when this resolves.
   *
   * @returns one outcome per message: a dead letter for what is no event, or cannot be judged.
   * @throws KeywardenError when the store or the bus fails; the batch has to come again.
   */
  async handle(batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    const startedAt = Date.now();
    const clock = performance.now();
    const work = new BatchWork(batch.messages, this.#options.policy.current, this.#books.open());
    const heartbeats: Heartbeat[] = [];
    try {
      for (const [index, message] of batch.messages.entries()) {
        const decoded = decode(message.value);
        if (decoded.kind === 'unreadable') {
          work.reject(index, decoded.code, decoded.reason);
          continue;
        }
        const { event } = decoded;
        work.count(event.name);
        this.#sensors.see(event);
        if (event.name === 'sensor_status') {
          heartbeats.push({ event, index });
          for (const alert of this.#alarm.see(event)) {
            if (!work.sensorAlerts.has(alert.id)) work.sensorAlerts.set(alert.id, { alert, index });
          }
        }
        // Waiting once per event would cost more than most events do.
        if (work.plan.mustWait(event)) await this.#judgePending(work);
        if (isCredentialEvent(event)) {
          const trace = new EventTrace(this.#tracer, event, message);
          work.hold({ kind: 'credential', event, index, trace });
        } else if (isRelated(event)) {
          work.hold({ kind: 'related', event, index });
        }
        work.change(changesOf(event));
      }
      const [news] = await Promise.all([
        this.#options.nodes?.see(heartbeats),
        this.#judgePending(work),
      ]);
      await this.#publish(work, news);
      await Promise.all([work.books.save(), news?.save()]);
    } catch (error) {
      for (const trace of work.traces) trace.end(error);
      throw error;
    }
    for (const trace of work.traces) trace.end();
    traceBatch(this.#tracer, batch, startedAt, work.traces);
    this.#report(work, performance.now() - clock);
    return work.outcomes;
  }

  /** Writes the changes so far, then judges the credential events so far. */
  async #judgePending(work: BatchWork): Promise<void> {
    const { lineage, depth } = this.#options;
    const { changes, held } = work.takePending();
    const queries = held.map(({ event }) => {
      const hints = event.process.ancestors;
      return { key: processKey(event, event.process), depth, hints };
    });
    // The store keeps the order of calls, so asking need not wait for the answer to writing.
    const [, ancestries] = await Promise.all([
      changes.length > 0 ? lineage.apply(changes) : undefined,
      held.length > 0 ? lineage.ancestry(queries) : [],
    ]);
    const known = held.map((one, index): [Case, Ancestry] => [
      one,
      ancestries[index] ?? { processes: [], complete: false },
    ]);
    await work.books.need(
      known.filter((each) => isIncidental(work, ...each)).map(([{ event }]) => event),
    );
    for (const [one, ancestry] of known) this.#work(work, one, ancestry);
  }

  #work(work: BatchWork, one: Case, ancestry: Ancestry): void {
    if (one.kind === 'credential') {
      this.#judge(work, one, ancestry);
      return;
    }
    const { event } = one;
    const lineage = withActor(event, ancestry);
    const origin = originOf(event.process, lineage);
    const { book, alert } = recordRelated(work.books.of(event), event, origin, lineage);
    work.books.set(event, book);
    if (alert !== undefined) one.alert = alert;
  }

  /** One event that breaks the signature must not hold up its node: it goes to the dead letters. */
  #judge(work: BatchWork, one: CredentialCase, ancestry: Ancestry): void {
    const { event, trace } = one;
    const { books, policy } = work;
    try {
      const { verdict, alert, book } = trace.judge(() =>
        assess({ event, ancestry, policy, traceId: trace.traceId }, books.of(event)),
      );
      books.set(event, book);
      this.#metrics.judged(verdict.outcome);
      if (alert !== undefined) one.alert = alert;
      else if (verdict.outcome === 'alert') this.#metrics.repeated();
    } catch (thrown) {
      const error = toKeywardenError(thrown);
      this.#options.logger.error({ event: eventId(one.event), err: error }, 'event not judged');
      work.reject(one.index, error.code, error.message);
    }
  }

  async #publish(work: BatchWork, news: NodeNews | undefined): Promise<void> {
    const thefts = work.cases.flatMap((one) => {
      const { alert, index } = one;
      if (alert === undefined) return [];
      const headers = one.kind === 'credential' ? one.trace.startSend(alert) : {};
      return [{ message: alertMessage(alert, headers), index }];
    });
    const troubles = [...work.sensorAlerts.values()];
    // An episode may end and the next one begin within a batch.
    const told = [...troubles, ...(news?.alerts ?? [])].sort((a, b) => a.index - b.index);
    const outgoing: Outgoing[] = [
      ...thefts,
      ...told.map(({ alert, index }) => ({ message: alertMessage(alert, {}), index })),
    ];
    if (outgoing.length === 0) return;
    const { publisher } = this.#options;
    try {
      await publisher.publish(
        TOPICS.alerts,
        outgoing.map(({ message }) => message),
      );
      this.#metrics.alerted(outgoing.length);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      // One alert that the bus will never take must not hold up the others.
      for (const { message, index } of outgoing) {
        try {
          await publisher.publish(TOPICS.alerts, [message]);
          this.#metrics.alerted(1);
        } catch (reason) {
          if (!isHopeless(reason)) throw reason;
          work.reject(index, reason.code, reason.message);
        }
      }
    }
    for (const { alert } of troubles) this.#alarm.told(alert);
  }

  #report(work: BatchWork, milliseconds: number): void {
    this.#metrics.read(work.counts);
    this.#metrics.batch(milliseconds);
    let rejected = 0;
    let first: string | undefined;
    for (const outcome of work.outcomes) {
      if (outcome.outcome !== 'dead-letter') continue;
      this.#metrics.unreadable(outcome.code);
      rejected += 1;
      first ??= `${outcome.code}: ${outcome.reason}`;
    }
    if (rejected > 0)
      this.#options.logger.warn({ rejected, first }, 'messages to the dead letters');
  }
}

/** Whether the incidents of its node have to be at hand. */
function isIncidental({ policy }: BatchWork, one: Case, ancestry: Ancestry): boolean {
  if (one.kind === 'related') return true;
  try {
    return needsBook({ event: one.event, ancestry, policy, traceId: undefined });
  } catch {
    // What breaks the signature is told when it is judged.
    return true;
  }
}

function isHopeless(error: unknown): error is KeywardenError {
  return error instanceof KeywardenError && !error.retryable;
}

function isCredentialEvent(event: KernelEvent): event is CredentialEvent {
  switch (event.name) {
    case 'security_file_open':
    case 'security_inode_rename':
    case 'security_inode_link':
    case 'security_file_receive':
    case 'security_ptrace_access_check':
      return true;
    case 'k8s_api_connection':
    case 'security_socket_connect':
    case 'container_create':
    case 'container_remove':
    case 'sched_process_fork':
    case 'sched_process_exec':
    case 'sched_process_exit':
    case 'sensor_status':
    case 'service_status':
      return false;
  }
}

import type { IncomingMessage, MessageOutcome } from '@keywarden/bus';
import type { Alert, CredentialEvent, ErrorCode, RelatedEvent } from '@keywarden/contracts';
import type { LineageChange } from '@keywarden/lineage';
import type { CompiledPolicy } from '@keywarden/signature';
import type { OpenBooks } from './incident-books.js';
import { LineagePlan } from './lineage-plan.js';
import type { EventTrace } from './tracing.js';

const OK: MessageOutcome = { outcome: 'ok' };

/** One event on its way through a batch that may come to an alert. */
interface Held<Event> {
  event: Event;
  /** Where its message stands in the batch. */
  index: number;
  alert?: Alert;
}

/** An event that TRC-1018 judges. */
export interface CredentialCase extends Held<CredentialEvent> {
  kind: 'credential';
  trace: EventTrace;
}

/** An event that may say more of an incident. */
export interface RelatedCase extends Held<RelatedEvent> {
  kind: 'related';
}

export type Case = CredentialCase | RelatedCase;

/** What a batch has come to so far. */
export class BatchWork {
  readonly outcomes: MessageOutcome[];
  readonly plan = new LineagePlan();
  /** Every event of the batch that was held. */
  readonly cases: Case[] = [];
  /** What heartbeats of the batch call for, by alert id. */
  readonly sensorAlerts = new Map<string, { alert: Alert; index: number }>();
  /** Event name → number of events. */
  readonly counts = new Map<string, number>();
  #changes: LineageChange[] = [];
  #held: Case[] = [];

  constructor(
    messages: readonly IncomingMessage[],
    /** What the whole batch is judged by. */
    readonly policy: CompiledPolicy,
    readonly books: OpenBooks,
  ) {
    this.outcomes = messages.map(() => OK);
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  change(changes: readonly LineageChange[]): void {
    for (const change of changes) this.#changes.push(change);
  }

  hold(held: Case): void {
    this.cases.push(held);
    this.#held.push(held);
    if (held.event.name !== 'container_create') this.plan.hold(held.event);
  }

  /** The traces of the credential events. */
  get traces(): EventTrace[] {
    return this.cases.flatMap((one) => (one.kind === 'credential' ? [one.trace] : []));
  }

  reject(index: number, code: ErrorCode, reason: string): void {
    this.outcomes[index] = { outcome: 'dead-letter', code, reason };
  }

  /** Takes what has to be written and asked next, and leaves nothing. */
  takePending(): { changes: LineageChange[]; held: Case[] } {
    const pending = { changes: this.#changes, held: this.#held };
    this.#changes = [];
    this.#held = [];
    this.plan.clear();
    return pending;
  }
}

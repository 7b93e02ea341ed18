import type { IncomingMessage, MessageOutcome } from '@keywarden/bus';
import type { Alert, CredentialEvent, ErrorCode } from '@keywarden/contracts';
import type { LineageChange } from '@keywarden/lineage';
import type { CompiledPolicy } from '@keywarden/signature';
import { LineagePlan } from './lineage-plan.js';
import type { EventTrace } from './tracing.js';

const OK: MessageOutcome = { outcome: 'ok' };

/** One credential event on its way through a batch. */
export interface Case {
  event: CredentialEvent;
  /** Where its message stands in the batch. */
  index: number;
  trace: EventTrace;
  alert?: Alert;
}

/** What a batch has come to so far. */
export class BatchWork {
  readonly outcomes: MessageOutcome[];
  readonly plan = new LineagePlan();
  /** Every credential event of the batch. */
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
    this.plan.hold(held.event);
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

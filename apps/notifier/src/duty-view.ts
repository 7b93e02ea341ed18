import type { Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import {
  isOutlived,
  sourcesOf,
  type DutyStore,
  type InhibitRule,
  type InhibitSource,
  type Mutes,
  type Silence,
  type TimeInterval,
} from '@keywarden/routing';

export interface DutyViewOptions {
  duty: DutyStore;
  rules: readonly InhibitRule[];
  /** How long an alert mutes others, ms. */
  inhibitForMs: number;
  /** How long a silence that is over is kept, ms. */
  silenceRetentionMs: number;
  timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  /** Wall clock, ms. */
  nowMs: () => number;
  logger: Logger;
}

/** How old what people decided may be when it is used, ms. */
const MAX_AGE_MS = 1_000;

/**
 * What people decided, as the receivers see it: read at most once a second for all of them. When it cannot
 * be read, the last that was known holds: a silence neither ends nor begins by that.
 */
export class DutyView {
  readonly #options: DutyViewOptions;
  #silences: readonly Silence[] = [];
  #sources: readonly InhibitSource[] = [];
  #readMs = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: DutyViewOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async mutes(): Promise<Mutes> {
    const nowMs = this.#options.nowMs();
    if (Math.abs(nowMs - this.#readMs) >= MAX_AGE_MS) {
      await (this.#reading ??= this.#read(nowMs).finally(() => {
        this.#reading = undefined;
      }));
    }
    const { rules, timeIntervals } = this.#options;
    return {
      silences: this.#silences,
      inhibitRules: rules,
      inhibitSources: this.#sources,
      timeIntervals,
    };
  }

  /** Without an answer nobody has: people are rather told once more. Never rejects. */
  async isAcknowledged(incidentId: string): Promise<boolean> {
    try {
      return (await this.#options.duty.incident(incidentId))?.acknowledged !== undefined;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  /** Notes an alert for the people on duty, and what it mutes. Never rejects. */
  async note(alert: Alert): Promise<void> {
    const { duty, rules, inhibitForMs, nowMs } = this.#options;
    try {
      await duty.noteAlert(alert);
      const isOver = alert.status === 'resolved';
      const sources = isOver ? [] : sourcesOf(rules, alert, nowMs() + inhibitForMs);
      if (sources.length === 0 && !isOver) return;
      await duty.putInhibitSources(alert.incident_id, sources);
      this.#readMs = -Infinity;
    } catch (error) {
      this.#trouble(error);
    }
  }

  async #read(nowMs: number): Promise<void> {
    const { duty, silenceRetentionMs } = this.#options;
    try {
      [this.#silences, this.#sources] = await Promise.all([duty.silences(), duty.inhibitSources()]);
      const over = this.#sources.filter(({ until }) => Date.parse(until) <= nowMs);
      for (const { incident_id } of over) await duty.putInhibitSources(incident_id, []);
      const outlived = this.#silences.filter((one) => isOutlived(one, nowMs, silenceRetentionMs));
      await duty.removeSilences(outlived.map(({ id }) => id));
    } catch (error) {
      this.#trouble(error);
    }
    this.#readMs = nowMs;
  }

  #trouble(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.logger.warn(
      { error: reason },
      'the decisions of people cannot be read or written',
    );
  }
}

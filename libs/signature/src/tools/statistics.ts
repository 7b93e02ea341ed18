import type { Verdict } from '../verdict.js';
import type { Judged } from './judged.js';
import { Tally, type TallyReport } from './tally.js';

/** What a policy makes of a recording. */
export interface StatisticsReport {
  /** Credential events that were judged. */
  readonly judged: number;
  readonly alerts: number;
  /** Outcome of a verdict, with the reason of an alert: `alert no-rule`. */
  readonly outcomes: TallyReport;
  /** Rules that allowed, and for alerts the rule that was nearest. */
  readonly rules: TallyReport;
  /** Executables. */
  readonly readers: TallyReport;
  /** Days in UTC, by the time of the events. */
  readonly days: TallyReport;
  /** Incidents and how many alerts each gathers. `count` is at least the number of incidents. */
  readonly incidents: TallyReport & { count: number };
}

/** Counts verdicts in bounded memory, however long a recording is. */
export class VerdictStatistics {
  readonly #outcomes = new Tally();
  readonly #rules = new Tally();
  readonly #readers = new Tally();
  readonly #days = new Tally();
  readonly #incidents = new Tally();
  #judged = 0;
  #alerts = 0;

  /** @param incident Id of the incident that an alert belongs to. */
  see({ event, verdict }: Judged, incident: string | undefined): void {
    const isAlert = verdict.outcome === 'alert';
    this.#judged += 1;
    if (isAlert) this.#alerts += 1;
    this.#outcomes.add(isAlert ? `alert ${verdict.reason}` : verdict.outcome, isAlert);
    const rule = ruleOf(verdict);
    if (rule !== undefined) this.#rules.add(rule, isAlert);
    this.#readers.add(event.process.exe?.path ?? `(unknown) ${event.process.comm}`, isAlert);
    this.#days.add(event.time.slice(0, 10), isAlert);
    if (isAlert && incident !== undefined) this.#incidents.add(incident, true);
  }

  /** @param top Entries per list; days are listed from the first one, up to a year and a bit. */
  report(top: number): StatisticsReport {
    return {
      judged: this.#judged,
      alerts: this.#alerts,
      outcomes: this.#outcomes.report(top),
      rules: this.#rules.report(top),
      readers: this.#readers.report(top),
      days: this.#days.reportByKey(400),
      incidents: { count: this.#incidents.size, ...this.#incidents.report(top) },
    };
  }
}

function ruleOf(verdict: Verdict): string | undefined {
  if (verdict.outcome === 'allowed') return verdict.rule;
  return verdict.outcome === 'alert' ? verdict.nearestRule : undefined;
}

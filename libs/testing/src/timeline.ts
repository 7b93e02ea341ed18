import type { Alert } from '@keywarden/contracts';
import {
  itemOf,
  type DutyStore,
  type LostNotification,
  type Mutes,
  type NotificationStore,
  type Pipeline,
  type Route,
  type Settlement,
  type Timing,
} from '@keywarden/routing';
import { FakeScheduler } from './fake-scheduler.js';
import { TimelineProcess } from './timeline-process.js';
import type { Call, Lost, TimelineReceiver, Told } from './timeline-receiver.js';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface TimelineOptions {
  store: (scheduler: FakeScheduler) => NotificationStore;
  duty: DutyStore;
  receivers: readonly TimelineReceiver[];
  route?: Partial<Omit<Route, 'timing'>> & { timing?: Partial<Timing> };
  mutes?: () => Partial<Mutes>;
  /** Whether a notification that nobody took can be kept; default: yes. */
  canKeep?: (lost: LostNotification, atMs: number) => boolean;
  /** RFC 3339. */
  start?: string;
}

export const DEFAULT_TIMING: Timing = {
  groupWaitMs: 30 * SECOND,
  groupIntervalMs: 5 * MINUTE,
  repeatIntervalMs: 4 * HOUR,
  resolveAfterMs: 0,
};

/** How time passes while a process closes, ms. */
const CLOSE_STEP_MS = 10;

/** A route that takes everything to the receivers named. */
export function aRoute(
  receivers: readonly string[],
  overrides: TimelineOptions['route'] = {},
): Route {
  return {
    matchers: [],
    receivers,
    continue: false,
    escalation: [],
    muteTimeIntervals: [],
    activeTimeIntervals: [],
    routes: [],
    ...overrides,
    timing: { ...DEFAULT_TIMING, ...overrides.timing },
  };
}

/**
 * Pipelines on a fake clock: alerts are pushed at moments, and what receivers were told is compared with
 * what they should have been told, moment by moment.
 */
export class Timeline {
  readonly scheduler: FakeScheduler;
  readonly store: NotificationStore;
  readonly told: Told[] = [];
  readonly calls: Call[] = [];
  readonly lost: Lost[] = [];
  readonly settlements = new Map<string, Settlement[]>();
  readonly #options: TimelineOptions;
  readonly #unsettled = new Map<string, { alert: Alert; receiver: string }>();
  #process: TimelineProcess;
  #started = 0;

  constructor(options: TimelineOptions) {
    this.#options = options;
    const { start } = options;
    this.scheduler = new FakeScheduler(start === undefined ? undefined : Date.parse(start));
    this.store = options.store(this.scheduler);
    this.#process = this.#start();
  }

  /** Lets time pass until so many ms since the beginning, then does something. */
  async at(ms: number, work: () => unknown = () => undefined): Promise<void> {
    await this.scheduler.advanceTo(ms);
    await work();
    await this.scheduler.advanceTo(ms);
  }

  /** Gives alerts to every pipeline, as the bus would. */
  push(...alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      for (const name of this.#process.pipelines.keys()) this.#give(name, alert);
    }
  }

  /** kill -9 and a new process: what was not settled comes again; the state stays. */
  restart(): void {
    this.#process.kill();
    this.#again();
  }

  /** SIGTERM with no time left and a new process: what was interrupted comes again. */
  async handOver(): Promise<void> {
    const closing = { isOver: false };
    void this.#process.close().then(() => {
      closing.isOver = true;
    });
    // A receiver may answer late though it is told to give up.
    do await this.scheduler.advanceTo(this.scheduler.monotonicMs() + CLOSE_STEP_MS);
    while (!closing.isOver);
    this.#process.kill();
    this.#again();
  }

  /** A pipeline by its receiver's name. */
  pipeline(name: string): Pipeline {
    const pipeline = this.#process.pipelines.get(name);
    if (pipeline === undefined) throw new Error(`no pipeline ${name}`);
    return pipeline;
  }

  /** `reason: id, id` of everything told between two moments, both included. */
  between(fromMs: number, toMs: number, receiver?: string): string[] {
    return this.told
      .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
      .filter((one) => receiver === undefined || one.receiver === receiver)
      .map(({ notification: { reason, alerts } }) => {
        return `${reason}: ${alerts.map(({ id }) => id).join(', ')}`;
      });
  }

  /** Everything a receiver was told, as `between`, with the second in front: `30 alert: a, b`. */
  log(receiver?: string): string[] {
    return this.told
      .filter((one) => receiver === undefined || one.receiver === receiver)
      .map(({ atMs, notification: { reason, alerts } }) => {
        return `${String(atMs / SECOND)} ${reason}: ${alerts.map(({ id }) => id).join(', ')}`;
      });
  }

  /** The outcomes of an alert, of every receiver or of one. */
  outcomes(alertId: string, receiver?: string): string[] {
    const of = receiver === undefined ? alertId : keyOf(receiver, alertId);
    return (this.settlements.get(of) ?? []).map(({ outcome }) => outcome);
  }

  /** Alerts given to a receiver that nothing has been decided of. */
  undecided(receiver: string): string[] {
    return [...this.#unsettled.values()]
      .filter((one) => one.receiver === receiver)
      .map(({ alert }) => alert.id);
  }

  #again(): void {
    const again = [...this.#unsettled.values()];
    this.#unsettled.clear();
    this.#process = this.#start();
    for (const { alert, receiver } of again) this.#give(receiver, alert);
  }

  #start(): TimelineProcess {
    this.#started += 1;
    const { duty, receivers, mutes, canKeep, route } = this.#options;
    const names = receivers.map(({ name }) => name);
    const root = aRoute(names, route);
    const owner = `process-${String(this.#started)}`;
    const common = { owner, store: this.store, duty, root, receivers, mutes, canKeep };
    return new TimelineProcess(common, this);
  }

  #give(receiver: string, alert: Alert): void {
    const key = keyOf(receiver, alert.id);
    const { death, pipelines } = this.#process;
    this.#unsettled.set(key, { alert, receiver });
    pipelines.get(receiver)?.accept(
      itemOf(alert, {
        signal: new AbortController().signal,
        settle: (settlement) => {
          if (death.aborted || settlement.outcome === 'interrupted') return;
          this.#unsettled.delete(key);
          for (const name of [alert.id, key]) {
            this.settlements.set(name, [...(this.settlements.get(name) ?? []), settlement]);
          }
        },
      }),
    );
  }
}

function keyOf(receiver: string, alertId: string): string {
  return `${receiver} ${alertId}`;
}

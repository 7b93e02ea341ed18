import type { Alert } from '@keywarden/contracts';
import {
  itemOf,
  Pipeline,
  type DeliveryResult,
  type DutyStore,
  type Mutes,
  type Notification,
  type NotificationStore,
  type Receiver,
  type Route,
  type Settlement,
  type Timing,
} from '@keywarden/routing';
import { FakeScheduler } from './fake-scheduler.js';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** What a receiver was told, and when (ms since the beginning). */
export interface Told {
  atMs: number;
  receiver: string;
  notification: Notification;
}

export type Answer = (notification: Notification, atMs: number) => DeliveryResult | 'hang';

export interface TimelineReceiver extends Partial<Omit<Receiver, 'sink'>> {
  name: string;
  maxBatch?: number;
  lingerMs?: number;
  /** Default: delivered. */
  answer?: Answer;
}

export interface TimelineOptions {
  store: (scheduler: FakeScheduler) => NotificationStore;
  duty: DutyStore;
  receivers: readonly TimelineReceiver[];
  route?: Partial<Omit<Route, 'timing'>> & { timing?: Partial<Timing> };
  mutes?: () => Partial<Mutes>;
  /** RFC 3339. */
  start?: string;
}

export const DEFAULT_TIMING: Timing = {
  groupWaitMs: 30 * SECOND,
  groupIntervalMs: 5 * MINUTE,
  repeatIntervalMs: 4 * HOUR,
  resolveAfterMs: 0,
};

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
  readonly settlements = new Map<string, Settlement[]>();
  readonly #options: TimelineOptions;
  readonly #root: Route;
  readonly #unsettled = new Map<string, { alert: Alert; receiver: string }>();
  #pipelines = new Map<string, Pipeline>();
  #generation = 0;
  #abandon = new AbortController();

  constructor(options: TimelineOptions) {
    this.#options = options;
    const { start } = options;
    this.scheduler = new FakeScheduler(start === undefined ? undefined : Date.parse(start));
    this.store = options.store(this.scheduler);
    this.#root = aRoute(
      options.receivers.map(({ name }) => name),
      options.route,
    );
    this.#open();
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
      for (const name of this.#pipelines.keys()) this.#give(name, alert);
    }
  }

  /** kill -9 and a new process: what was not settled comes again; the state stays. */
  restart(): void {
    for (const pipeline of this.#pipelines.values()) void pipeline.close(AbortSignal.abort());
    this.#abandon.abort();
    this.#abandon = new AbortController();
    const again = [...this.#unsettled.values()];
    this.#unsettled.clear();
    this.#open();
    for (const { alert, receiver } of again) this.#give(receiver, alert);
  }

  /** A pipeline by its receiver's name. */
  pipeline(name: string): Pipeline {
    const pipeline = this.#pipelines.get(name);
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

  /** The outcomes of an alert, of every receiver. */
  outcomes(alertId: string): string[] {
    return (this.settlements.get(alertId) ?? []).map(({ outcome }) => outcome);
  }

  #open(): void {
    this.#generation += 1;
    const owner = `process-${String(this.#generation)}`;
    const receivers = this.#options.receivers.map((one) => this.#receiver(one));
    this.#pipelines = new Map(
      receivers.map((receiver) => [receiver.sink.name, this.#pipeline(receiver, owner)]),
    );
    for (const pipeline of this.#pipelines.values()) pipeline.start();
  }

  #pipeline(receiver: Receiver, owner: string): Pipeline {
    const { duty, mutes } = this.#options;
    return new Pipeline(receiver, {
      scheduler: this.scheduler,
      store: this.store,
      mutes: async () => ({
        silences: await duty.silences(),
        inhibitRules: [],
        inhibitSources: await duty.inhibitSources(),
        timeIntervals: new Map(),
        ...mutes?.(),
      }),
      isAcknowledged: async (id) => (await duty.incident(id))?.acknowledged !== undefined,
      root: this.#root,
      chance: () => 0.5,
      owner,
      forward: (name, item) => {
        const pipeline = this.#pipelines.get(name);
        pipeline?.accept(item);
        return pipeline !== undefined;
      },
      observer: {
        attempt: (_, work) => work(),
        attempted: () => undefined,
        settled: () => undefined,
        circuit: () => undefined,
        stateTrouble: () => undefined,
      },
    });
  }

  #receiver({ name, maxBatch, lingerMs, answer, ...overrides }: TimelineReceiver): Receiver {
    const told = this.told;
    const { scheduler } = this;
    const alive = this.#abandon.signal;
    return {
      style: 'people',
      resolves: true,
      repeatMs: 0,
      concurrency: 4,
      maxPending: 1_000,
      retry: {
        maxAttempts: 100,
        maxElapsedMs: 15 * MINUTE,
        firstDelayMs: 1_000,
        maxDelayMs: 30_000,
      },
      breaker: { failures: 5, firstRestMs: 1_000, maxRestMs: 30_000 },
      attemptTimeoutMs: 10_000,
      ...overrides,
      sink: {
        name,
        type: 'fake',
        maxBatch: maxBatch ?? 1,
        lingerMs: lingerMs ?? 0,
        deliver: (notifications, signal) =>
          Promise.all(
            notifications.map(async (notification): Promise<DeliveryResult> => {
              const atMs = scheduler.monotonicMs();
              const result = answer?.(notification, atMs) ?? { outcome: 'delivered' };
              if (result === 'hang') {
                await new Promise((resolve) => {
                  signal.addEventListener('abort', resolve);
                  alive.addEventListener('abort', resolve);
                });
                return { outcome: 'retry', reason: 'no answer' };
              }
              if (result.outcome === 'delivered') told.push({ atMs, receiver: name, notification });
              return result;
            }),
          ),
        close: () => Promise.resolve(),
      },
    };
  }

  #give(receiver: string, alert: Alert): void {
    const key = `${receiver} ${alert.id}`;
    const generation = this.#generation;
    this.#unsettled.set(key, { alert, receiver });
    this.#pipelines.get(receiver)?.accept(
      itemOf(alert, {
        signal: this.#abandon.signal,
        settle: (settlement) => {
          if (generation !== this.#generation || settlement.outcome === 'interrupted') return;
          this.#unsettled.delete(key);
          this.settlements.set(alert.id, [...(this.settlements.get(alert.id) ?? []), settlement]);
        },
      }),
    );
  }
}

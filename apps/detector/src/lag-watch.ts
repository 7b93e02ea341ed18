import type { LagQuestion, TopicLag } from '@keywarden/bus';
import { TOPICS, type Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import {
  LagJudge,
  consumerLagAlert,
  resolvedAlert,
  type Lag,
  type NodeWatchStore,
  type Reading,
} from '@keywarden/self-alerts';
import type { LagConfig } from './node-watch-config.js';
import { rfc3339, type WatchClock } from './node-watch-clock.js';

/** How far consumer groups are; implementation: `KafkaLagReader` of libs/bus. */
export interface LagReader {
  groups(): Promise<readonly string[]>;
  read(questions: readonly LagQuestion[]): Promise<readonly TopicLag[]>;
}

export interface LagWatchOptions {
  reader: LagReader;
  store: Pick<NodeWatchStore, 'episodes' | 'begin' | 'end'>;
  publish: (alerts: readonly Alert[]) => Promise<void>;
  config: LagConfig;
  /** The group of the detectors. */
  ownGroup: string;
  /** Which detector this is. */
  instance: string;
  clock: WatchClock;
  logger: Logger;
}

/**
 * Watches that the consumer groups of Keywarden keep up, and tells those that do not. It also knows how
 * far the detectors have read the events, without which the silence of a node means nothing.
 */
export class LagWatch {
  readonly #options: LagWatchOptions;
  readonly #judges = new Map<string, LagJudge>();
  /** Episodes that this detector has told: name → alert. */
  readonly #told = new Map<string, Alert>();
  #untilMs: number | undefined;
  #unbrokenMs: number | undefined;

  constructor(options: LagWatchOptions) {
    this.#options = options;
  }

  /** How far the events are read; undefined while nobody knows. */
  reading(): Reading | undefined {
    if (this.#untilMs === undefined || this.#unbrokenMs === undefined) return undefined;
    return { untilMs: this.#untilMs, unbrokenMs: this.#unbrokenMs };
  }

  /** @throws KeywardenError when the bus fails; then the next call does it all. */
  async look(): Promise<void> {
    const { reader, clock } = this.#options;
    let lags: readonly TopicLag[];
    try {
      lags = await reader.read(this.#questions(await reader.groups()));
    } catch (error) {
      this.#untilMs = undefined;
      this.#unbrokenMs = undefined;
      throw error;
    }
    const nowMs = clock.monotonicMs();
    this.#unbrokenMs ??= nowMs;
    const found = new Map(lags.map((lag) => [nameOf(lag), lag]));
    const { ownGroup } = this.#options;
    const judged = [...found].map(([name, lag]) => ({ name, lag, is: this.#judge(lag, nowMs) }));
    const own = judged.find(({ lag }) => lag.group === ownGroup && lag.topic === TOPICS.events);
    this.#untilMs = own?.is.readUntilMs;
    for (const name of this.#judges.keys()) if (!found.has(name)) this.#judges.delete(name);
    const open = await this.#open();
    for (const { name, lag, is } of judged) {
      if (is.isLagging && !this.#told.has(name)) await this.#begin(name, lag, is);
      const alert = open.get(name);
      if (is.isOver && alert !== undefined) await this.#end(name, alert, 'the group has caught up');
    }
    for (const [name, alert] of open) {
      if (!found.has(name)) await this.#end(name, alert, 'the group is gone, or not looked at');
    }
  }

  /** The detectors, and every receiver that ever read alerts. */
  #questions(groups: readonly string[]): LagQuestion[] {
    const { ownGroup, config } = this.#options;
    const { notifier_group, ignore_groups } = config;
    const receivers = groups.filter(
      (group) => group === notifier_group || group.startsWith(`${notifier_group}.`),
    );
    return [
      { group: ownGroup, topic: TOPICS.events },
      ...receivers.map((group) => ({ group, topic: TOPICS.alerts })),
    ].filter(({ group }) => group === ownGroup || !ignore_groups.includes(group));
  }

  #judge(lag: TopicLag, nowMs: number): Lag {
    const { max_messages, for_ms } = this.#options.config;
    const name = nameOf(lag);
    const judge =
      this.#judges.get(name) ?? new LagJudge({ maxMessages: max_messages, forMs: for_ms });
    this.#judges.set(name, judge);
    return judge.see(lag, nowMs);
  }

  /** What is open by anybody's account; without the store, by our own. */
  async #open(): Promise<ReadonlyMap<string, Alert>> {
    try {
      return new Map([...(await this.#options.store.episodes()), ...this.#told]);
    } catch {
      return new Map(this.#told);
    }
  }

  async #begin(name: string, { group, topic }: TopicLag, is: Lag): Promise<void> {
    const { store, publish, clock, instance, logger } = this.#options;
    const { messages, behindMs } = is;
    const since = rfc3339(clock.nowMs() - behindMs);
    const own = consumerLagAlert({ group, topic, since, messages, behindMs, instance });
    // Late is worse than twice: without the store each detector tells an episode of its own.
    const alert = await store.begin(name, own).catch(() => own);
    await publish([alert]);
    this.#told.set(name, alert);
    logger.warn({ group, topic, messages, behind_ms: behindMs }, 'a consumer group is behind');
  }

  async #end(name: string, alert: Alert, reason: string): Promise<void> {
    const { store, publish, clock, logger } = this.#options;
    const time = rfc3339(clock.nowMs());
    await publish([resolvedAlert(alert, { by: 'keywarden', reason, time })]);
    await store.end(name, alert).catch(() => undefined);
    this.#told.delete(name);
    logger.info({ name, reason }, 'a consumer group is not behind any more');
  }
}

function nameOf({ group, topic }: TopicLag): string {
  return `lag/${topic}/${group}`;
}

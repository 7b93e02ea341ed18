import { hostname } from 'node:os';
import type { MessagePublisher } from '@keywarden/bus';
import { TOPICS, type Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import { StormWatch, type Scheduler, type StormLimits, type StormNews } from '@keywarden/routing';
import { alertStormAlert, receiverFailingAlert, resolvedAlert } from '@keywarden/self-alerts';

export interface SelfWatchOptions {
  /** To the alerts, so that what the notifier says of itself is routed as everything else. */
  publisher: MessagePublisher;
  storm: StormLimits;
  /** A receiver that takes nothing for so long is told of, ms. */
  failingAfterMs: number;
  scheduler: Scheduler;
  logger: Logger;
}

interface Episode {
  since: string;
  sinceMs: number;
  reason: string;
  deadLettered: number;
  told: Alert | undefined;
}

const TICK_MS = 5_000;

/** What the notifier has to say about itself: receivers that fail, storms of alerts, and their ends. */
export class SelfWatch {
  readonly #options: SelfWatchOptions;
  readonly #storms: StormWatch;
  readonly #stormAlerts = new Map<string, Alert>();
  readonly #episodes = new Map<string, Episode>();
  readonly #instance = `${hostname()}/${String(process.pid)}`;
  #cancel: (() => void) | undefined;

  constructor(options: SelfWatchOptions) {
    this.#options = options;
    this.#storms = new StormWatch(options.storm);
  }

  start(): void {
    this.#cancel = this.#options.scheduler.after(TICK_MS, () => {
      this.#tick();
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  /** One alert from the bus; what Keywarden says of itself makes no storm. */
  see(alert: Alert): void {
    if (alert.signature.id.startsWith('KW-') || alert.status === 'resolved') return;
    const news = this.#storms.see(alert.event.node, this.#options.scheduler.nowMs());
    if (news !== undefined) this.#tellStorm(news);
  }

  /** A receiver took nothing, or an alert of it went to the dead letters. */
  trouble(receiver: string, kind: 'circuit-open' | 'dead-letter', reason: string): void {
    const nowMs = this.#options.scheduler.nowMs();
    const episode = this.#episodes.get(receiver) ?? {
      since: new Date(nowMs).toISOString(),
      sinceMs: nowMs,
      reason,
      deadLettered: 0,
      told: undefined,
    };
    this.#episodes.set(receiver, episode);
    episode.reason = reason;
    if (kind === 'dead-letter') episode.deadLettered += 1;
    this.#consider(receiver, episode);
  }

  /** A receiver took an alert. */
  delivered(receiver: string): void {
    const episode = this.#episodes.get(receiver);
    if (episode === undefined) return;
    this.#episodes.delete(receiver);
    if (episode.told !== undefined)
      this.#publish(this.#endOf(episode.told, 'it takes alerts again'));
  }

  #tick(): void {
    const nowMs = this.#options.scheduler.nowMs();
    for (const news of this.#storms.endedBy(nowMs)) this.#tellStorm(news);
    for (const [receiver, episode] of this.#episodes) this.#consider(receiver, episode);
  }

  /** Told once in an episode: at the first dead letter, or when it lasts. */
  #consider(receiver: string, episode: Episode): void {
    const { scheduler, failingAfterMs } = this.#options;
    const lastsMs = scheduler.nowMs() - episode.sinceMs;
    if (episode.told !== undefined) return;
    if (episode.deadLettered === 0 && lastsMs < failingAfterMs) return;
    const { since, reason, deadLettered } = episode;
    const [time, instance] = [this.#now(), this.#instance];
    const alert = receiverFailingAlert({ receiver, since, reason, deadLettered, instance, time });
    episode.told = alert;
    this.#publish(alert);
  }

  #tellStorm({ kind, storm }: StormNews): void {
    if (kind === 'began') {
      const alert = alertStormAlert({
        node: storm.node,
        since: new Date(storm.sinceMs).toISOString(),
        alerts: storm.count,
        windowMs: this.#options.storm.windowMs,
        instance: this.#instance,
        time: this.#now(),
      });
      this.#stormAlerts.set(storm.node, alert);
      this.#publish(alert);
      return;
    }
    const alert = this.#stormAlerts.get(storm.node);
    this.#stormAlerts.delete(storm.node);
    if (alert === undefined) return;
    this.#publish(this.#endOf(alert, `it is over after ${String(storm.count)} alerts`));
  }

  #endOf(alert: Alert, reason: string): Alert {
    return resolvedAlert(alert, { by: 'keywarden', reason, time: this.#now() });
  }

  #now(): string {
    return new Date(this.#options.scheduler.nowMs()).toISOString();
  }

  #publish(alert: Alert): void {
    const message = { key: alert.incident_id, value: Buffer.from(JSON.stringify(alert)) };
    this.#options.publisher.publish(TOPICS.alerts, [message]).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const fields = { error: reason, alert: alert.title };
      this.#options.logger.error(fields, 'the notifier could not tell about itself');
    });
  }
}

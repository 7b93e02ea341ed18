import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { jsonRequest, type Exchange } from '../shared/http-sink.js';
import { readSecret } from '../shared/secret.js';
import { requireSecretUrl, secretsOf } from '../shared/secret-url.js';
import { summarise } from '../shared/summary.js';
import { TextWriter } from '../template/texts.js';
import { SLACK_BOUNDS, slackBody, type SlackBody } from './body.js';
import type { SlackConfig } from './config.js';
import { apiAnswer, judgeApi } from './judge.js';
import { Threads } from './threads.js';

/** Where messages go: a webhook's channel, or a channel of a bot. */
type Target = { webhook: URL } | { method: URL; token: string; channel: string };

/** Posts to Slack; a bot keeps one thread for each incident, and shows its end in the channel too. */
export class SlackSink implements Sink {
  readonly type = 'slack';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #target: Target;
  readonly #exchange: Exchange;
  readonly #texts: TextWriter;
  readonly #threads = new Threads();

  /** @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong */
  constructor(config: SlackConfig, deps: HttpDeps) {
    this.name = config.name;
    this.#target = targetOf(config, deps.env);
    const secrets =
      'token' in this.#target ? [this.#target.token] : secretsOf(this.#target.webhook);
    this.#exchange = exchangeOf(config, deps, secrets);
    this.#texts = new TextWriter(config, placeOf(config), { title: 'none', body: 'mrkdwn' });
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    return oneByOne(notifications, (notification) => this.#deliver(notification, signal));
  }

  close(): Promise<void> {
    this.#exchange.close();
    return Promise.resolve();
  }

  async #deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const target = this.#target;
    const body = this.#body(notification);
    if ('webhook' in target) return this.#exchange.send(jsonRequest(target.webhook, body), signal);
    const { incident_id, status } = notification;
    const thread = this.#threads.get(incident_id);
    const message = {
      channel: target.channel,
      ...body,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(thread !== undefined && status === 'resolved' ? { reply_broadcast: true } : {}),
    };
    const headers = { authorization: `Bearer ${target.token}` };
    let first: string | undefined;
    const result = await this.#exchange.send(
      jsonRequest(target.method, message, headers),
      signal,
      (answer, nowMs) => {
        first = apiAnswer(answer.body)?.ts;
        return judgeApi(answer, nowMs);
      },
    );
    if (result.outcome === 'delivered') this.#remember(incident_id, status, first);
    return result;
  }

  #remember(incidentId: string, status: Notification['status'], ts: string | undefined): void {
    if (status === 'resolved') this.#threads.forget(incidentId);
    else if (ts !== undefined) this.#threads.add(incidentId, ts);
  }

  #body(notification: Notification): SlackBody {
    const summary = summarise(notification);
    return slackBody(summary, this.#texts.write(notification, summary, SLACK_BOUNDS));
  }
}

function targetOf(config: SlackConfig, env: NodeJS.ProcessEnv): Target {
  const where = placeOf(config);
  const token = readSecret({ config, name: 'token', env, where });
  if (token !== undefined && config.channel !== undefined) {
    const base = config.api_url.endsWith('/') ? config.api_url : `${config.api_url}/`;
    return { method: new URL('chat.postMessage', base), token, channel: config.channel };
  }
  return { webhook: requireSecretUrl({ config, name: 'webhook_url', env, where }) };
}

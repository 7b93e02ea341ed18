import type { DeliveryResult } from '@keywarden/routing';
import { classify, MAX_RETRY_AFTER_MS } from '../shared/classify.js';
import type { FullAnswer } from '../shared/http-client.js';
import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { HttpSink, jsonRequest } from '../shared/http-sink.js';
import { requireSecretUrl, secretsOf } from '../shared/secret-url.js';
import { summarise } from '../shared/summary.js';
import { TextWriter } from '../template/texts.js';
import { DISCORD_BOUNDS, discordBody } from './body.js';
import type { DiscordConfig } from './config.js';

/** @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong */
export function createDiscordSink(config: DiscordConfig, deps: HttpDeps): HttpSink {
  const where = placeOf(config);
  const url = requireSecretUrl({ config, name: 'webhook_url', env: deps.env, where });
  const secrets = secretsOf(url);
  // Without it Discord answers before it has stored the message.
  url.searchParams.set('wait', 'true');
  const texts = new TextWriter(config, where, { title: 'markdown', body: 'markdown' });
  return new HttpSink({
    name: config.name,
    type: 'discord',
    exchange: exchangeOf(config, deps, secrets),
    request: (notification) => {
      const summary = summarise(notification);
      const written = texts.write(notification, summary, DISCORD_BOUNDS);
      return jsonRequest(url, discordBody(notification, summary, written));
    },
    judge: judgeDiscord,
  });
}

/**
 * A 429 tells its seconds, with fractions, in the body:
 * https://docs.discord.com/developers/topics/rate-limits.
 */
export function judgeDiscord(answer: FullAnswer, nowMs: number): DeliveryResult {
  const result = classify(answer, nowMs);
  // The answer to success is the message itself, of no use to the delivery log.
  if (result.outcome === 'delivered') return { ...result, answer: `HTTP ${String(answer.status)}` };
  const seconds = answer.status === 429 ? retryAfterOf(answer.body) : undefined;
  if (result.outcome !== 'retry' || seconds === undefined) return result;
  return { ...result, retryAfterMs: Math.min(MAX_RETRY_AFTER_MS, Math.ceil(seconds * 1_000)) };
}

function retryAfterOf(body: string): number | undefined {
  try {
    const { retry_after } = JSON.parse(body) as { retry_after?: unknown };
    return typeof retry_after === 'number' && retry_after >= 0 ? retry_after : undefined;
  } catch {
    return undefined;
  }
}

import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { HttpSink, jsonRequest } from '../shared/http-sink.js';
import { requireSecret } from '../shared/secret.js';
import { summarise } from '../shared/summary.js';
import { TextWriter } from '../template/texts.js';
import { PAGERDUTY_BOUNDS, pagerdutyEvent } from './body.js';
import type { PagerdutyConfig } from './config.js';

/** @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong */
export function createPagerdutySink(config: PagerdutyConfig, deps: HttpDeps): HttpSink {
  const where = placeOf(config);
  const routingKey = requireSecret({ config, name: 'routing_key', env: deps.env, where });
  const texts = new TextWriter(config, where, { title: 'none', body: 'none' });
  const url = new URL(config.url);
  return new HttpSink({
    name: config.name,
    type: 'pagerduty',
    exchange: exchangeOf(config, deps, [routingKey]),
    request: (notification) => {
      const summary = summarise(notification);
      const written = texts.write(notification, summary, PAGERDUTY_BOUNDS);
      const settings = { routingKey, severities: config.severity_map };
      return jsonRequest(url, pagerdutyEvent(notification, summary, written, settings));
    },
  });
}

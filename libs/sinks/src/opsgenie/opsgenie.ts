import type { Notification } from '@keywarden/routing';
import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { HttpSink, jsonRequest } from '../shared/http-sink.js';
import type { HttpRequest } from '../shared/http-client.js';
import { requireSecret } from '../shared/secret.js';
import { summarise } from '../shared/summary.js';
import { TextWriter } from '../template/texts.js';
import { aliasOf, OPSGENIE_BOUNDS, opsgenieAlert, opsgenieClose } from './body.js';
import type { OpsgenieConfig } from './config.js';

/**
 * The incident is the alias of the alert, so that Opsgenie counts what comes again to the same alert.
 * Opsgenie takes a request (202) before it works on it.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong
 */
export function createOpsgenieSink(config: OpsgenieConfig, deps: HttpDeps): HttpSink {
  const where = placeOf(config);
  const key = requireSecret({ config, name: 'api_key', env: deps.env, where });
  const headers = { authorization: `GenieKey ${key}` };
  const texts = new TextWriter(config, where, { title: 'none', body: 'none' });
  const base = config.api_url.replace(/\/+$/, '');

  const request = (notification: Notification): HttpRequest => {
    if (notification.status === 'resolved') {
      const alias = encodeURIComponent(aliasOf(notification));
      const url = new URL(`${base}/v2/alerts/${alias}/close?identifierType=alias`);
      return jsonRequest(url, opsgenieClose(notification), headers);
    }
    const summary = summarise(notification);
    const written = texts.write(notification, summary, OPSGENIE_BOUNDS);
    const body = opsgenieAlert(notification, summary, written, config);
    return jsonRequest(new URL(`${base}/v2/alerts`), body, headers);
  };
  const exchange = exchangeOf(config, deps, [key]);
  return new HttpSink({ name: config.name, type: 'opsgenie', exchange, request });
}

import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { HttpSink, jsonRequest } from '../shared/http-sink.js';
import { requireSecretUrl, secretsOf } from '../shared/secret-url.js';
import { summarise } from '../shared/summary.js';
import { TextWriter } from '../template/texts.js';
import { TEAMS_BOUNDS, teamsBody } from './body.js';
import type { TeamsConfig } from './config.js';

/** @throws KeywardenError `KW_CONFIG_INVALID` for a secret, file or template that is wrong */
export function createTeamsSink(config: TeamsConfig, deps: HttpDeps): HttpSink {
  const where = placeOf(config);
  const url = requireSecretUrl({ config, name: 'webhook_url', env: deps.env, where });
  const texts = new TextWriter(config, where, { title: 'none', body: 'none' });
  return new HttpSink({
    name: config.name,
    type: 'teams',
    exchange: exchangeOf(config, deps, secretsOf(url)),
    request: (notification) => {
      const summary = summarise(notification);
      const written = texts.write(notification, summary, TEAMS_BOUNDS);
      return jsonRequest(url, teamsBody(notification, summary, written));
    },
  });
}

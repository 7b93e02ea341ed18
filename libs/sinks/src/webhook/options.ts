import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { Escape } from '../template/escape.js';
import { refuseNonJson, Template } from '../template/template.js';
import type { WebhookConfig } from './config.js';

/** A webhook's settings with files and variables read. */
export interface WebhookOptions {
  name: string;
  url: URL;
  method?: 'POST' | 'PUT';
  timeoutMs: number;
  headers: Readonly<Record<string, string>>;
  /** Key of the signature. */
  secret?: string;
  tls?: TlsOptions;
  /** What answers must not repeat, besides the key. */
  secrets?: readonly string[];
  /** Always a document, also for a single new alert. */
  group?: boolean;
  body?: Template;
  /** `application/json` unless told. */
  contentType?: string;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file, variable or template that is wrong */
export function webhookOptions(config: WebhookConfig, env: NodeJS.ProcessEnv): WebhookOptions {
  const where = `notifier.sinks "${config.name}"`;
  const read = (name: string): string | undefined => readSecret({ config, name, env, where });
  const secret = read('hmac_secret');
  const authorization = authorizationOf(config.username, read('password'), read('bearer_token'));
  const { ca_file } = config;
  const tls = tlsOptions({ ...config.tls, ...(ca_file === undefined ? {} : { ca_file }) }, where);
  const body = bodyOf(config, where);
  return {
    name: config.name,
    url: new URL(config.url),
    method: config.method,
    timeoutMs: config.timeout_ms,
    headers: {
      ...config.headers,
      ...(authorization === undefined ? {} : { authorization: authorization.header }),
    },
    ...(secret === undefined ? {} : { secret }),
    tls,
    secrets: [...(authorization?.secrets ?? []), ...secretHeaders(config.headers)],
    group: config.group,
    ...(body === undefined ? {} : { body }),
    contentType: config.content_type,
  };
}

function authorizationOf(
  username: string | undefined,
  password: string | undefined,
  token: string | undefined,
): { header: string; secrets: string[] } | undefined {
  if (token !== undefined) return { header: `Bearer ${token}`, secrets: [token] };
  if (username === undefined || password === undefined) return undefined;
  const pair = `${username}:${password}`;
  // RFC 7617 section 2.
  const header = `Basic ${Buffer.from(pair).toString('base64')}`;
  return { header, secrets: [password, pair] };
}

/** The values of headers that look like credentials, without a scheme such as `Bearer`. */
function secretHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => /auth|token|key|secret|cookie|signature/i.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+ /, '')]);
}

function bodyOf(
  { body_template, content_type }: WebhookConfig,
  where: string,
): Template | undefined {
  if (body_template === undefined) return undefined;
  const target = targetOf(content_type);
  return new Template({
    text: body_template,
    where: `${where}: body_template`,
    target,
    ...(target === 'json' ? { refuse: refuseNonJson } : {}),
  });
}

function targetOf(contentType: string): Escape {
  const type = contentType.replace(/;.*$/, '').toLowerCase();
  if (type.endsWith('/json') || type.endsWith('+json')) return 'json';
  if (type === 'text/html' || type.endsWith('xml')) return 'html';
  return type === 'application/x-www-form-urlencoded' ? 'url' : 'none';
}

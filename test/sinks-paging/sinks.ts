import type { Notification, Sink } from '@keywarden/routing';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { aNotification } from '@keywarden/testing';

export const NOW = new Date('2026-11-24T04:05:00Z');

/** Long enough that no test text holds it by chance. */
export const SECRET = 'c0ffee-/+="secret/key';

/** How each sink is set up against a server of ours, and what its receiver says to success. */
export const HTTP_SINKS: Record<
  string,
  { settings(url: string): object; success: { status: number; body?: string } }
> = {
  slack: {
    settings: (url) => ({ webhook_url: `${url}/services/T0/B0/${encodeURIComponent(SECRET)}` }),
    success: { status: 200, body: 'ok' },
  },
  'slack bot': {
    settings: (url) => ({ type: 'slack', token: SECRET, channel: 'C123', api_url: `${url}/api` }),
    success: { status: 200, body: '{"ok":true,"ts":"1.2","channel":"C123"}' },
  },
  teams: {
    settings: (url) => ({
      webhook_url: `${url}/workflows/1/triggers/manual/paths/invoke?sig=${encodeURIComponent(SECRET)}`,
    }),
    success: { status: 202 },
  },
  discord: {
    settings: (url) => ({ webhook_url: `${url}/api/webhooks/1/${encodeURIComponent(SECRET)}` }),
    success: { status: 200, body: '{"id":"1"}' },
  },
  mattermost: {
    settings: (url) => ({ webhook_url: `${url}/hooks/${encodeURIComponent(SECRET)}` }),
    success: { status: 200, body: 'ok' },
  },
  pagerduty: {
    settings: (url) => ({ routing_key: SECRET, url: `${url}/v2/enqueue` }),
    success: { status: 202, body: '{"status":"success","message":"Event processed"}' },
  },
  opsgenie: {
    settings: (url) => ({ api_key: SECRET, api_url: url }),
    success: { status: 202, body: '{"result":"Request will be processed","requestId":"1"}' },
  },
  alertmanager: {
    settings: (url) => ({ urls: [url], bearer_token: SECRET }),
    success: { status: 200 },
  },
  webhook: {
    settings: (url) => ({ url: `${url}/hook`, hmac_secret: SECRET, bearer_token: `${SECRET}2` }),
    success: { status: 204 },
  },
};

/** A sink of the list by its settings, with a clock that stands still. */
export function makeSink(kind: string, url: string, more: object = {}): Sink {
  const settings = HTTP_SINKS[kind]?.settings(url) ?? {};
  return makeAny({ type: kind, name: 'tested', ...settings, ...more });
}

export function makeAny(settings: object, env: NodeJS.ProcessEnv = {}): Sink {
  const [sink] = createSinks(sinksConfig.parse([settings]), { env, now: () => NOW });
  if (sink === undefined) throw new Error('no sink was made');
  return sink;
}

/** Delivers one notification and returns its result. */
export async function deliver(
  sink: Sink,
  notification: Notification = aNotification(),
  signal: AbortSignal = new AbortController().signal,
) {
  const results = await sink.deliver([notification], signal);
  if (results.length !== 1 || results[0] === undefined) throw new Error('not one result');
  return results[0];
}

/** The end of the incident of {@link aNotification}. */
export function aResolution(overrides: Partial<Notification> = {}): Notification {
  return aNotification({
    id: 'resolution-1',
    status: 'resolved',
    reason: 'resolved',
    resolution: { by: 'alice', reason: 'false alarm', time: '2026-11-24T04:04:00Z' },
    ...overrides,
  });
}

import { anAlert, aNotification } from '@keywarden/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { slackConfig } from '../../libs/sinks/src/slack/config.ts';
import { startReceiver, type Received, type Receiver } from './receiver.ts';
import { aResolution, deliver, makeAny, makeSink, SECRET } from './sinks.ts';

const json = (request: Received | undefined) =>
  JSON.parse(request?.body ?? 'null') as Record<string, unknown>;
const of = (incident_id: string) => ({ incident_id, alerts: [anAlert({ incident_id })] as const });

describe('what each receiver is told', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    receiver.requests.length = 0;
    receiver.behaviour = { status: 200 };
  });

  it('a Slack bot answers in the thread of the incident, and shows its end to all', async () => {
    const sink = makeSink('slack bot', receiver.url, { type: 'slack' });
    let count = 0;
    receiver.behaviour = () => ({
      status: 200,
      body: JSON.stringify({ ok: true, ts: `17.${String((count += 1))}` }),
    });
    await deliver(sink, aNotification(of('one')));
    await deliver(sink, aNotification(of('two')));
    await deliver(sink, aNotification({ ...of('one'), reason: 'repeat' }));
    await deliver(sink, aResolution(of('one')));
    await deliver(sink, aNotification(of('one')));
    expect(receiver.requests.map((request) => json(request).thread_ts)).toEqual([
      ...[undefined, undefined, '17.1', '17.1', undefined],
    ]);
    expect(json(receiver.requests[3])).toMatchObject({ reply_broadcast: true, channel: 'C123' });
    for (const { url, headers } of receiver.requests) {
      expect(url).toBe('/api/chat.postMessage');
      expect(headers.authorization).toBe(`Bearer ${SECRET}`);
    }
    await sink.close();
  });

  it.each([
    ['{"ok":false,"error":"channel_not_found"}', 'rejected', 'Slack: channel_not_found'],
    ['{"ok":false,"error":"invalid_auth"}', 'rejected', 'Slack: invalid_auth'],
    ['{"ok":false,"error":"ratelimited"}', 'retry', 'Slack: ratelimited'],
    ['{"ok":false}', 'rejected', 'no reason given'],
    ['<html>sign in</html>', 'retry', "not an answer of Slack's API: HTTP 200"],
    ['', 'retry', 'HTTP 200'],
  ])('a Slack bot reads the answer %s', async (body, outcome, reason) => {
    const sink = makeSink('slack bot', receiver.url, { type: 'slack' });
    receiver.behaviour = { status: 200, body };
    const result = await deliver(sink);
    expect(result.outcome).toBe(outcome);
    expect(JSON.stringify(result)).toContain(reason);
    await sink.close();
  });

  it('Slack needs either a webhook or a bot with its channel', () => {
    const parse = (settings: object) =>
      slackConfig.safeParse({ type: 'slack', ...settings }).success;
    expect(parse({ webhook_url: 'https://x' })).toBe(true);
    expect(parse({ token: 'x', channel: 'C1' })).toBe(true);
    expect(parse({ token: 'x' })).toBe(false);
    expect(parse({})).toBe(false);
    expect(parse({ webhook_url: 'https://x', channel: 'C1' })).toBe(false);
    expect(parse({ webhook_url: 'https://x', token: 'x', channel: 'C1' })).toBe(false);
  });

  it('an address that is none is refused without being shown', () => {
    const make = () => makeAny({ type: 'discord', webhook_url: 'not-a-url-but-a-secret' });
    expect(make).toThrow('must be an http:// or https:// URL');
    expect(make).not.toThrow('not-a-url-but-a-secret');
    expect(() => makeAny({ type: 'teams', webhook_url_env: 'UNSET' })).toThrow('secret is empty');
  });

  it('Discord tells in the body how long to wait', async () => {
    const sink = makeSink('discord', receiver.url);
    receiver.behaviour = { status: 429, body: '{"retry_after": 0.65, "global": false}' };
    expect(await deliver(sink)).toMatchObject({ outcome: 'retry', retryAfterMs: 650 });
    receiver.behaviour = { status: 429, body: '{"retry_after": 99999}' };
    expect(await deliver(sink)).toMatchObject({ outcome: 'retry', retryAfterMs: 120_000 });
    receiver.behaviour = { status: 429, headers: { 'retry-after': '3' }, body: 'busy' };
    expect(await deliver(sink)).toMatchObject({ outcome: 'retry', retryAfterMs: 3_000 });
    await sink.close();
  });

  it('Discord keeps the thread of the address', async () => {
    const webhook_url = `${receiver.url}/api/webhooks/1/t?thread_id=42`;
    const sink = makeAny({ type: 'discord', webhook_url });
    await deliver(sink);
    expect(receiver.requests[0]?.url).toBe('/api/webhooks/1/t?thread_id=42&wait=true');
    await sink.close();
  });

  it('PagerDuty triggers and resolves by the incident', async () => {
    receiver.behaviour = { status: 202 };
    const sink = makeSink('pagerduty', receiver.url, {
      severity_map: { high: 'critical' },
      link_template: 'https://soc.example/{{ notification.incident_id }}',
    });
    await deliver(sink, aNotification(of('inc-1')));
    await deliver(sink, aResolution(of('inc-1')));
    const [trigger, resolve] = receiver.requests.map(json);
    expect(trigger).toMatchObject({
      routing_key: SECRET,
      event_action: 'trigger',
      dedup_key: 'inc-1',
      payload: {
        summary: 'Private key of the cluster CA read by cat',
        source: 'node-1',
        severity: 'critical',
        component: '/etc/kubernetes/pki/ca.key',
        group: 'cluster-ca',
        custom_details: { actions: { 'certificate-rotation': 'kubeadm certs renew all' } },
      },
      links: [{ href: 'https://soc.example/inc-1', text: 'Incident' }],
    });
    expect(resolve).toEqual({ routing_key: SECRET, event_action: 'resolve', dedup_key: 'inc-1' });
    await sink.close();
  });

  it('Opsgenie opens an alert and closes it by its alias', async () => {
    receiver.behaviour = { status: 202 };
    const sink = makeSink('opsgenie', receiver.url, { teams: ['security'], tags: ['k8s'] });
    await deliver(sink, aNotification(of('inc/1')));
    await deliver(sink, aResolution(of('inc/1')));
    const [create, close] = receiver.requests;
    expect(json(create)).toMatchObject({
      alias: 'inc/1',
      priority: 'P2',
      responders: [{ type: 'team', name: 'security' }],
      tags: ['k8s'],
      details: { node: 'node-1' },
    });
    expect(create?.headers.authorization).toBe(`GenieKey ${SECRET}`);
    expect(close?.url).toBe('/v2/alerts/inc%2F1/close?identifierType=alias');
    expect(json(close)).toEqual({ source: 'Keywarden', user: 'alice', note: 'false alarm' });
    await sink.close();
  });

  it.each(['slack', 'teams', 'discord', 'mattermost'])(
    '%s shows its own title, text and link',
    async (kind) => {
      const sink = makeSink(kind, receiver.url, {
        title_template: 'Title of {{ alert.credential.kind }}',
        body_template: 'Text of {{ alert.event.node }}',
        link_template: 'https://soc.example/{{ notification.incident_id }}',
      });
      await deliver(sink, aNotification(of('inc7')));
      const body = receiver.requests[0]?.body.replaceAll('\\\\', '');
      expect(body).toContain('Title of cluster-ca');
      expect(body).toContain('Text of node-1');
      expect(body).toContain('https://soc.example/inc7');
      await sink.close();
    },
  );
});

import { anAlert, aNotification } from '@keywarden/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookConfig } from '../../libs/sinks/src/webhook/config.ts';
import { sign } from '../../libs/sinks/src/webhook/signature.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { aResolution, deliver, makeAny, NOW } from './sinks.ts';

const seconds = Math.floor(NOW.getTime() / 1_000);

describe('the webhook', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    receiver.requests.length = 0;
  });

  async function send(settings: object, notification = aNotification()) {
    const sink = makeAny({ type: 'webhook', url: `${receiver.url}/hook`, ...settings });
    const result = await deliver(sink, notification);
    await sink.close();
    return { result, request: receiver.requests.at(-1) };
  }

  it('sends the alert itself, signed with its time', async () => {
    const notification = aNotification({ alerts: [anAlert({ id: 'alert-1' })] });
    const { request } = await send({ hmac_secret: 'a key' }, notification);
    expect(JSON.parse(request?.body ?? '')).toEqual(notification.alerts[0]);
    expect(request?.method).toBe('POST');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'alert-1',
      'x-keywarden-delivery': 'alert-1',
      'x-keywarden-status': 'firing',
      'x-keywarden-signature': sign('a key', seconds, request?.bytes ?? Buffer.of()),
    });
  });

  it('tells the end of an incident as a document', async () => {
    const { request } = await send({}, aResolution());
    expect(JSON.parse(request?.body ?? '')).toEqual({
      schema: 'keywarden.notification/1',
      version: '1',
      ...aResolution(),
    });
    expect(request?.headers['x-keywarden-status']).toBe('resolved');
  });

  it('loses no alert of several, and says of a repetition that it is one', async () => {
    const alerts = [anAlert({ id: 'a' }), anAlert({ id: 'b' })] as const;
    const several = await send({}, aNotification({ alerts }));
    expect(JSON.parse(several.request?.body ?? '')).toMatchObject({ reason: 'alert', alerts });
    const again = await send({}, aNotification({ reason: 'repeat' }));
    expect(JSON.parse(again.request?.body ?? '')).toMatchObject({ reason: 'repeat' });
  });

  it('groups alerts into one document', async () => {
    const alerts = [anAlert({ id: 'a' }), anAlert({ id: 'b', risk_score: 99 })] as const;
    const { request } = await send({ group: true, method: 'PUT' }, aNotification({ alerts }));
    expect(request?.method).toBe('PUT');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      schema: 'keywarden.notification/1',
      status: 'firing',
      reason: 'alert',
      alerts: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it('authenticates by a bearer token or a password', async () => {
    const bearer = await send({ bearer_token: 'tok en' });
    expect(bearer.request?.headers.authorization).toBe('Bearer tok en');
    const basic = await send({ username: 'kw', password: 'pässword' });
    const pair = Buffer.from('kw:pässword').toString('base64');
    expect(basic.request?.headers.authorization).toBe(`Basic ${pair}`);
  });

  it('tells no header of the configuration that the receiver sends back', async () => {
    receiver.behaviour = ({ headers }) => ({ status: 500, body: JSON.stringify(headers) });
    for (const settings of [
      { headers: { 'X-Api-Key': 'very-secret-key' } },
      { headers: { authorization: 'Token very-secret-key' } },
      { username: 'kw', password: 'very-secret-key' },
    ]) {
      const told = JSON.stringify((await send(settings)).result);
      expect(told).not.toContain('very-secret-key');
      expect(told).not.toContain(Buffer.from('kw:very-secret-key').toString('base64'));
    }
    receiver.behaviour = { status: 200 };
  });

  it('writes a body of its own', async () => {
    const plain = await send({ body_template: 'T: {{ alert.title }}', content_type: 'text/plain' });
    expect(plain.request?.body).toBe('T: Private key of the cluster CA read by cat');
    expect(plain.request?.headers['content-type']).toBe('text/plain');
    const form = await send({
      body_template: 'text={{ alert.title }}',
      content_type: 'application/x-www-form-urlencoded',
    });
    expect(form.request?.body).toBe(
      'text=Private%20key%20of%20the%20cluster%20CA%20read%20by%20cat',
    );
    const wrong = { body_template: '{"a": {{ alert.title }}}' };
    await expect(send(wrong)).rejects.toThrow('does not make JSON');
    const typo = { name: 'soar', body_template: '{\n "a": "{{ alert.titel }}"}' };
    await expect(send(typo)).rejects.toMatchObject({
      code: 'KW_CONFIG_INVALID',
      where: 'notifier.sinks "soar": body_template, line 2, column 11',
    });
  });

  it('cuts what breaks the bounds, and refuses what breaks them all the same', async () => {
    const body_template = '{{ alert.evasions | json }}';
    const sendMany = (length: number) => {
      const evasions = Array.from({ length }, () => 'x'.repeat(100));
      return send({ body_template }, aNotification({ alerts: [anAlert({ evasions })] }));
    };
    const cut = await sendMany(3_000);
    expect(cut.result).toMatchObject({ outcome: 'delivered' });
    const texts = JSON.parse(cut.request?.body ?? '') as string[];
    expect([texts.length, texts[0]]).toEqual([3_000, `${'x'.repeat(63)}…`]);
    receiver.requests.length = 0;
    const { result } = await sendMany(5_000);
    expect(result).toMatchObject({ outcome: 'rejected' });
    expect(JSON.stringify(result)).toContain('longer than 262144 characters');
    expect(receiver.requests).toEqual([]);
  });

  it('refuses settings that contradict each other', () => {
    const parse = (settings: object) =>
      webhookConfig.safeParse({ type: 'webhook', url: 'https://x.example/', ...settings }).success;
    expect(parse({})).toBe(true);
    expect(parse({ bearer_token: 'a', username: 'b', password: 'c' })).toBe(false);
    expect(parse({ bearer_token: 'a', headers: { Authorization: 'b' } })).toBe(false);
    expect(parse({ bearer_token: 'a', bearer_token_env: 'B' })).toBe(false);
    expect(parse({ username: 'a' })).toBe(false);
    expect(parse({ password: 'a' })).toBe(false);
    expect(parse({ ca_file: '/a', tls: { ca_file: '/b' } })).toBe(false);
    expect(parse({ tls: { cert_file: '/a' } })).toBe(false);
    expect(parse({ method: 'GET' })).toBe(false);
    expect(parse({ url: 'https://user:pass@x.example/' })).toBe(false);
    expect(parse({ content_type: 'text/plain\r\nx: y' })).toBe(false);
  });

  describe('with mutual TLS', () => {
    let certificates: Certificates;
    let secure: Receiver;
    beforeAll(async () => {
      certificates = makeCertificates();
      secure = await startReceiver(certificates, { clientCertificates: true });
    });
    afterAll(() => secure.close());

    const sinkWith = (tls: object) =>
      makeAny({ type: 'webhook', url: secure.url, tls: { ca_file: certificates.ca, ...tls } });

    it('shows its certificate', async () => {
      const { clientCert: cert_file, clientKey: key_file } = certificates;
      const sink = sinkWith({ cert_file, key_file });
      expect((await deliver(sink)).outcome).toBe('delivered');
      expect(secure.requests[0]?.client).toBe('client');
      await sink.close();
      const bare = sinkWith({});
      expect((await deliver(bare)).outcome).toBe('retry');
      expect(secure.requests).toHaveLength(1);
      await bare.close();
    });

    it('checks the name that it is told', async () => {
      const { clientCert: cert_file, clientKey: key_file } = certificates;
      const named = sinkWith({ cert_file, key_file, server_name: 'localhost' });
      expect((await deliver(named)).outcome).toBe('delivered');
      await named.close();
      const other = sinkWith({ cert_file, key_file, server_name: 'other.example' });
      expect(JSON.stringify(await deliver(other))).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
      await other.close();
    });
  });
});

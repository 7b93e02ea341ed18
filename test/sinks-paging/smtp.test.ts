import { smtpConfig } from '../../libs/sinks/src/smtp/config.ts';
import type { Notification } from '@keywarden/routing';
import { anAlert, aNotification } from '@keywarden/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type Certificates } from './certificates.ts';
import { hostileNotification } from './hostile.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { aResolution, deliver, makeAny } from './sinks.ts';

const PASSWORD = 'correct horse "battery';
const BASE = { type: 'smtp', host: '127.0.0.1', from: 'kw@corp.example', to: ['soc@corp.example'] };

describe('mail', () => {
  let certificates: Certificates;
  let server: MailServer;

  beforeAll(async () => {
    certificates = makeCertificates();
    server = await startMailServer({ tls: certificates, password: PASSWORD });
  });
  afterAll(() => server.close());
  afterEach(() => {
    server.refusal = undefined;
    server.mails.length = 0;
  });

  const makeSink = (settings: object = {}) =>
    makeAny({
      ...BASE,
      port: server.port,
      tls: { ca_file: certificates.ca },
      username: 'kw',
      password: PASSWORD,
      timeout_ms: 5_000,
      ...settings,
    });
  const send = (settings: object = {}, notification: Notification = aNotification()) =>
    deliver(makeSink(settings), notification);

  it('arrives over STARTTLS, with a login, as text and HTML', async () => {
    const title = 'Key <of> "ca" & é';
    const notification = aNotification({ alerts: [anAlert({ title, id: 'alert-7' })] });
    const result = await send({ to: ['a@x.example', 'b@y.example'] }, notification);
    expect(result).toMatchObject({
      outcome: 'delivered',
      answer: expect.stringMatching(/^250 /) as string,
    });
    const [received] = server.mails;
    expect(received).toMatchObject({
      from: 'kw@corp.example',
      to: ['a@x.example', 'b@y.example'],
      secure: true,
      user: 'kw',
    });
    const { mail } = received!;
    expect(mail.subject).toBe(`[high] ${title}`);
    expect(mail.from?.value).toEqual([{ address: 'kw@corp.example', name: 'Keywarden' }]);
    expect(mail.messageId).toBe('<alert-7@corp.example>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.date?.toISOString()).toBe('2026-11-24T04:00:02.000Z');
    expect(mail.text).toContain('credential: /etc/kubernetes/pki/ca.key');
    expect(mail.text).toContain('certificate-rotation: kubeadm certs renew all');
    expect(mail.html).toContain('Key &lt;of&gt; &quot;ca&quot; &amp; é');
    expect(mail.attachments).toEqual([]);
  });

  it('of one incident makes a thread, and the same notification the same mail', async () => {
    await send();
    await send();
    await send({}, aResolution());
    const [first, again, resolved] = server.mails.map(({ mail }) => mail);
    expect(again?.messageId).toBe(first?.messageId);
    expect(resolved?.messageId).not.toBe(first?.messageId);
    const thread = '<incident.5f0c7d8e9a1b2c3d4e5f60718293a4b5@corp.example>';
    for (const mail of [first, resolved]) {
      expect(mail?.references).toEqual(thread);
      expect(mail?.inReplyTo).toBe(thread);
    }
    expect(resolved?.subject).toMatch(/^\[high\] Resolved: /);
    expect(resolved?.text).toContain('closed: by alice at 2026-11-24T04:04:00Z: false alarm');
  });

  it('takes its texts from templates', async () => {
    await send({
      title_template: '{{ alert.credential.kind }} on {{ alert.event.node }}',
      body_template: 'first <line>\nsecond {{ alert.title }}',
      link_template: 'https://soc.example/{{ notification.incident_id }}',
    });
    const { mail } = server.mails[0]!;
    expect(mail.subject).toBe('[high] cluster-ca on node-1');
    expect(mail.text).toContain('first <line>\nsecond Private key');
    expect(mail.html).toContain('first &lt;line&gt;\nsecond Private key');
    expect(mail.html).toContain('href="https://soc.example/5f0c7d8e9a1b2c3d4e5f60718293a4b5"');
  });

  it.each([
    ['connect', 421, 'retry'],
    ['connect', 554, 'rejected'],
    ['auth', 454, 'retry'],
    ['auth', 535, 'rejected'],
    ['from', 451, 'retry'],
    ['from', 553, 'rejected'],
    ['to', 450, 'retry'],
    ['to', 550, 'rejected'],
    ['data', 452, 'retry'],
    ['data', 554, 'rejected'],
  ] as const)('refused at %s with %i ends in %s', async (at, code, outcome) => {
    server.refusal = { at, code, text: 'not now' };
    const result = await send();
    expect(result.outcome).toBe(outcome);
    expect(JSON.stringify(result)).toContain(`${String(code)} not now`);
    expect(server.mails).toEqual([]);
  });

  it('refused for one of two recipients is delivered to the other, and says so', async () => {
    server.refusal = { at: 'to', code: 550, text: 'unknown user', only: 'b@y.example' };
    const result = await send({ to: ['a@x.example', 'b@y.example'] });
    expect(result).toMatchObject({ outcome: 'delivered' });
    expect(JSON.stringify(result)).toContain('1 recipient(s) refused: 550 unknown user');
    expect(server.mails[0]?.to).toEqual(['a@x.example']);
  });

  it('tells no password that the server sends back', async () => {
    const forms = [PASSWORD, Buffer.from(`\u0000kw\u0000${PASSWORD}`).toString('base64')];
    server.refusal = { at: 'auth', code: 535, text: `bad: ${forms.join(' ')}` };
    const told = JSON.stringify(await send());
    expect(told).toContain('535 bad: *** ***');
    for (const form of forms) expect(told).not.toContain(JSON.stringify(form).slice(1, -1));
  });

  it.each(['connect', 'from', 'data'] as const)('gives up on silence at %s', async (at) => {
    server.refusal = { at, hang: true };
    expect(await send({ timeout_ms: 200 })).toEqual({
      outcome: 'retry',
      reason: 'no answer within 200 ms',
    });
    const told = new AbortController();
    const attempt = deliver(makeSink(), aNotification(), told.signal);
    setImmediate(() => {
      told.abort();
    });
    expect((await attempt).outcome).toBe('retry');
    expect((await deliver(makeSink(), aNotification(), told.signal)).outcome).toBe('retry');
    expect(server.mails).toEqual([]);
  });

  it('does not go to a server that it cannot verify, or that has no TLS', async () => {
    const unverified = await send({ tls: {} });
    expect(unverified).toMatchObject({ outcome: 'retry' });
    expect(JSON.stringify(unverified)).toMatch(/certificate/i);
    const plain = await startMailServer();
    try {
      expect((await send({ port: plain.port })).outcome).toBe('retry');
      expect(plain.mails).toEqual([]);
      const open = { ...BASE, port: plain.port, encryption: 'none' };
      expect((await deliver(makeAny(open))).outcome).toBe('delivered');
      expect(plain.mails[0]?.secure).toBe(false);
    } finally {
      await plain.close();
    }
    expect((await send({ port: plain.port })).outcome).toBe('retry');
    expect(server.mails).toEqual([]);
  });

  it('arrives over TLS from the first byte', async () => {
    const implicit = await startMailServer({
      tls: certificates,
      implicit: true,
      password: PASSWORD,
    });
    try {
      const result = await send({ port: implicit.port, encryption: 'implicit' });
      expect(result.outcome).toBe('delivered');
      expect(implicit.mails[0]).toMatchObject({ secure: true, user: 'kw' });
    } finally {
      await implicit.close();
    }
  });

  it('refuses settings that would be unsafe', () => {
    const parse = (settings: object) => smtpConfig.safeParse({ ...BASE, ...settings }).success;
    expect(parse({})).toBe(true);
    expect(parse({ encryption: 'none', username: 'a', password: 'b' })).toBe(false);
    expect(parse({ username: 'a' })).toBe(false);
    expect(parse({ from: 'a@b.example\r\nBcc: x@y.example' })).toBe(false);
    expect(parse({ from_name: 'x\r\nBcc: x@y.example' })).toBe(false);
    expect(parse({ to: [] })).toBe(false);
  });

  it('cannot be given a header, a recipient or markup by hostile texts', async () => {
    const open = await startMailServer();
    const sink = makeAny({ ...BASE, port: open.port, encryption: 'none' });
    try {
      await fc.assert(
        fc.asyncProperty(hostileNotification, async (notification) => {
          open.mails.length = 0;
          expect((await deliver(sink, notification)).outcome).toBe('delivered');
          const { mail, raw, to } = open.mails[0]!;
          expect(to).toEqual(['soc@corp.example']);
          expect([...mail.headers.keys()].sort()).toEqual(HEADERS);
          expect(mail.attachments).toEqual([]);
          expect(mail.subject).toMatch(/^\[\w+\](?: |$)/);
          expect(mail.subject?.length).toBeLessThan(230);
          expect(String(mail.html).replaceAll(OURS, '')).not.toMatch(/[<>]/);
          for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
        }),
        { numRuns: 40 },
      );
    } finally {
      await open.close();
    }
  });
});

const HEADERS = [
  ...['auto-submitted', 'content-type', 'date', 'from', 'in-reply-to', 'message-id'],
  ...['mime-version', 'references', 'subject', 'to', 'x-auto-response-suppress'],
  ...['x-keywarden-notification', 'x-keywarden-status'],
];
/** The markup of our own. */
const OURS =
  /<!doctype html>|<\/?(?:html|head|meta charset="utf-8"|body|h2|h3|p|table|tr|td|th)(?: (?:style="[\w:;#. -]*"|align="left"|cellpadding="4"))*>/g;

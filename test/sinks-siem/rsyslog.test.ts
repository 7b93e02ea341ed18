import { toCef } from '@keywarden/formats';
import { notificationOf, type Notifications, type Sink } from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { anAlert, anOpenEvent, aProcess } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notificationsOf } from './notifications.ts';
import { startRsyslog, type Rsyslog, type SyslogRecord } from './rsyslog/server.ts';

const never = new AbortController().signal;
const HOSTILE =
  '/etc/x\n<0>1 2026-11-26T00:00:00Z forged forged - - - owned\r\u001b[2J\u0000 a=b|c\\d]"\ud800é🔑';

describe('the syslog sink with a real rsyslog', () => {
  let server: Rsyslog;
  const sinks: Sink[] = [];
  beforeAll(async () => {
    server = await startRsyslog();
  });
  afterAll(async () => {
    await Promise.all(sinks.map((sink) => sink.close()));
    await server.stop();
  });

  function sink(protocol: 'udp' | 'tcp' | 'tls', settings: object = {}): Sink {
    const { ca, client } = server.certificates;
    const tls = { ca_file: ca, cert_file: client.cert, key_file: client.key };
    const config = sinkConfig.parse({
      type: 'syslog',
      host: '127.0.0.1',
      port: server.ports[protocol],
      protocol,
      ...(protocol === 'tls' ? { tls } : {}),
      ...settings,
    });
    const [made] = createSinks([config]);
    if (made === undefined) throw new Error('no sink');
    sinks.push(made);
    return made;
  }

  async function through(made: Sink, notifications: Notifications): Promise<SyslogRecord[]> {
    const before = server.records().length;
    const results = await made.deliver(notifications, never);
    expect(results.map(({ outcome }) => outcome)).toEqual(notifications.map(() => 'delivered'));
    const records = await server.waitForRecords(before + notifications.length);
    expect(records.length).toBe(before + notifications.length);
    return records.slice(before);
  }

  function hostile(): Notifications {
    const event = anOpenEvent({
      node: 'node-1',
      process: aProcess({ comm: HOSTILE, argv: ['cat', HOSTILE] }),
      data: { pathname: HOSTILE, flags: 'O_RDONLY', flags_number: 0 },
    });
    const alert = anAlert({ id: 'hostile', event, title: HOSTILE, description: HOSTILE });
    return [
      notificationOf(
        { ...alert, credential: { ...alert.credential, canonical_path: HOSTILE } },
        alert.time,
      ),
    ];
  }

  it.each(['udp', 'tcp', 'tls'] as const)('is read as it was meant over %s', async (protocol) => {
    const [sent] = notificationsOf(['one']);
    const [record] = await through(sink(protocol, { facility: 'local4' }), [sent]);
    expect(record).toMatchObject({
      input: protocol,
      facility: 'local4',
      severity: 'crit',
      host: sent.alerts[0].event.node,
      app: 'keywarden',
      msgid: 'alert',
      msg: expect.stringMatching(/^CEF:0\|Keywarden\|/) as string,
      data: expect.stringContaining('id="one"') as string,
    });
    expect(Date.parse(record?.time ?? '')).toBe(Date.parse(sent.alerts[0].time));
  });

  it.each([
    ['udp', 'octet-counting'],
    ['tcp', 'octet-counting'],
    ['tcp', 'newline'],
    ['tls', 'octet-counting'],
    ['tls', 'newline'],
  ] as const)('makes one message of hostile text over %s with %s', async (protocol, framing) => {
    const max_message_bytes = 16_384;
    const [record] = await through(sink(protocol, { framing, max_message_bytes }), hostile());
    expect(record).toMatchObject({ host: 'node-1', app: 'keywarden', input: protocol });
    expect(record?.msg).toMatch(/^CEF:0\|/);
    expect(record?.msg).not.toMatch(/[\n\r\u001b\u0000]/);
    expect(record?.data).toMatch(/^\[keywarden@\d+ .*\]$/);
  });

  it.each(['keywarden', 'ocsf', 'ecs'] as const)(
    'carries %s as JSON that parses',
    async (format) => {
      const [record] = await through(sink('tcp', { format }), hostile());
      const parsed = JSON.parse(record?.msg ?? '') as Record<string, unknown>;
      expect(JSON.stringify(parsed)).toContain('hostile');
    },
  );

  it('keeps the order and number of a large batch on one connection', async () => {
    const ids = Array.from({ length: 300 }, (_, at) => `many-${String(at)}`);
    const tcp = sink('tls');
    const records: SyslogRecord[] = [];
    for (let at = 0; at < ids.length; at += 100) {
      records.push(...(await through(tcp, notificationsOf(ids.slice(at, at + 100)))));
    }
    const expected = ids.map((id) => expect.stringContaining(`id="${id}"`) as string);
    expect(records.map(({ data }) => data)).toEqual(expected);
  });

  it('cuts a message that is too long, with a mark, and never splits it', async () => {
    const [sent] = notificationsOf(['long']);
    const description = 'x'.repeat(3_000);
    const alerts = [{ ...sent.alerts[0], description }] as const;
    const [record] = await through(sink('udp', { max_message_bytes: 1_024 }), [
      { ...sent, alerts },
    ]);
    expect(record?.msg.endsWith('…')).toBe(true);
    expect(toCef(alerts[0]).startsWith(record?.msg.slice(0, 20) ?? '-')).toBe(true);
  });

  it('is refused without a certificate that rsyslog trusts, and says so', async () => {
    const stranger = sink('tls', { tls: { ca_file: server.certificates.ca } });
    const [result] = await stranger.deliver(notificationsOf(['stranger']), never);
    expect(result).toMatchObject({ outcome: 'retry' });
    const blind = sink('tls', { tls: {} });
    expect(await blind.deliver(notificationsOf(['blind']), never)).toMatchObject([
      { outcome: 'retry', reason: expect.stringMatching(/certificate/) as string },
    ]);
  });

  it('does not take a frozen receiver for one that reads', async () => {
    const slow = sink('tcp', { timeout_ms: 500, format: 'keywarden', max_batch: 1_000 });
    const many = notificationsOf(Array.from({ length: 1_000 }, (_, at) => `frozen-${String(at)}`));
    server.signal('SIGSTOP');
    try {
      let results = await slow.deliver(many, never);
      for (let round = 0; round < 20 && results[0]?.outcome === 'delivered'; round += 1) {
        results = await slow.deliver(many, never);
      }
      expect(results[0]).toEqual({ outcome: 'retry', reason: 'nothing was taken within 500 ms' });
    } finally {
      server.signal('SIGCONT');
    }
  });
});

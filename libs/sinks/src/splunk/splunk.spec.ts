import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { anAlert } from '@keywarden/testing';
import { notificationOf } from '@keywarden/routing';
import { afterEach, describe, expect, it } from 'vitest';
import { splunkConfig } from './config.js';
import { splunkOptions } from './options.js';
import { SplunkSink } from './splunk.js';

const never = new AbortController().signal;
const CHANNEL = '0b7a5d1c-1111-4222-8333-444455556666';

describe('SplunkSink', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A collector whose answers to /event and /ack are given; it keeps what it was asked. */
  async function collector(event: object, acks: readonly object[], settings: object = {}) {
    const asked: { url: string; channel: unknown; body: string }[] = [];
    const left = [...acks];
    const listening = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        const url = request.url ?? '';
        const body = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString();
        asked.push({ url, channel: request.headers['x-splunk-request-channel'], body });
        response.end(JSON.stringify(url.includes('/ack') ? (left.shift() ?? {}) : event));
      });
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((listening.address() as AddressInfo).port)}/`;
    const config = splunkConfig.parse({ type: 'splunk', url, token: 't', ...settings });
    const sink = new SplunkSink(
      splunkOptions(config, {}, () => CHANNEL),
      () => new Date(),
    );
    const notification = notificationOf(anAlert({ id: 'a' }), '2026-11-26T08:00:00Z');
    const [result] = await sink.deliver([notification], never);
    await sink.close();
    return { result, asked };
  }

  it('sends events with time, host, index and a few indexed fields', async () => {
    const { result, asked } = await collector({ text: 'Success', code: 0 }, [], { index: 'soc' });
    expect(result?.outcome).toBe('delivered');
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      time: '1795492800.123',
      host: 'node-1',
      index: 'soc',
      sourcetype: 'keywarden:alert',
      event: { id: 'a' },
      fields: { alert_id: 'a', severity: 'high', reason: 'alert' },
    });
  });

  it('waits until the indexer has stored the event', async () => {
    const acks = [{ acks: { '7': false } }, {}, { acks: { '7': true } }];
    const ack = { poll_ms: 10 };
    const { result, asked } = await collector({ code: 0, ackId: 7 }, acks, { ack });
    expect(result).toEqual({ outcome: 'delivered', answer: 'indexed, ack 7' });
    expect(asked.map(({ channel }) => channel)).toEqual(Array.from({ length: 4 }, () => CHANNEL));
    expect(asked[1]).toMatchObject({
      url: `/services/collector/ack?channel=${CHANNEL}`,
      body: '{"acks":[7]}',
    });
  });

  it('does not call delivered what was never confirmed', async () => {
    const ack = { poll_ms: 10, timeout_ms: 100 };
    const never7 = await collector({ code: 0, ackId: 7 }, [{ acks: { '7': false } }], { ack });
    expect(never7.result).toMatchObject({ outcome: 'retry' });
    const without = await collector({ code: 0 }, [], { ack });
    expect(without.result).toMatchObject({ outcome: 'retry' });
  });
});

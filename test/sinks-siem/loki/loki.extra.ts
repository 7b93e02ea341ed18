import {
  notificationOf,
  type Notification,
  type Notifications,
  type Sink,
} from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoki, type Loki } from './server.ts';

const never = new AbortController().signal;

interface Found {
  stream: Record<string, string>;
  values: [string, string][];
}

describe('the Loki sink with a real Loki', () => {
  let loki: Loki;
  let sink: Sink;
  beforeAll(async () => {
    loki = await startLoki();
    const config = sinkConfig.parse({ type: 'loki', url: loki.url, tenant: 'soc' });
    const [made] = createSinks([config]);
    if (made === undefined) throw new Error('no sink');
    sink = made;
  });
  afterAll(async () => {
    await sink.close();
    await loki.stop();
  });

  async function query(text: string): Promise<Found[]> {
    const url = new URL('/loki/api/v1/query_range', loki.url);
    const minute = 60_000_000_000n;
    const now = BigInt(Date.now()) * 1_000_000n;
    url.searchParams.set('query', text);
    url.searchParams.set('limit', '1000');
    url.searchParams.set('start', String(now - 240n * minute));
    url.searchParams.set('end', String(now + minute));
    const response = await fetch(url, { headers: { 'x-scope-orgid': 'soc' } });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    return (JSON.parse(body) as { data: { result: Found[] } }).data.result;
  }

  function notification(id: string, msAgo: number, further: object = {}): Notification {
    const time = new Date(Date.now() - msAgo).toISOString();
    return notificationOf(anAlert({ id, time, ...further }), time);
  }
  const outcomes = async (...all: Notification[]) =>
    (await sink.deliver(all as unknown as Notifications, never)).map(({ outcome }) => outcome);
  const linesOf = (found: Found[]) =>
    found.flatMap(({ values }) =>
      values.map(([, line]) => (JSON.parse(line) as { id: string }).id),
    );

  it('finds alerts by label, metadata and text, whatever order they come in', async () => {
    const all = [
      notification('b', 10_000),
      notification('a', 60_000, { description: 'hostile \u001b[2J\n\ud800 {{ . }} é🔑' }),
      notification('c', 5_000, { risk_score: 95 }),
    ];
    expect(await outcomes(...all)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(linesOf(await query('{service_name="keywarden"}')).sort()).toEqual(['a', 'b', 'c']);
    expect(linesOf(await query('{service_name="keywarden",severity="critical"}'))).toEqual(['c']);
    expect(linesOf(await query('{service_name="keywarden"} | alert_id="b"'))).toEqual(['b']);
    expect(linesOf(await query('{service_name="keywarden"} |= "hostile"'))).toEqual(['a']);
  });

  it('keeps one of a line that is sent again', async () => {
    const same = notification('same', 1_000);
    await outcomes(same);
    await outcomes(same);
    expect(linesOf(await query('{service_name="keywarden"} | alert_id="same"'))).toEqual(['same']);
  });

  it('keeps an alert that is too old by giving it the time of its arrival', async () => {
    const old = notification('old', 40 * 24 * 3_600_000);
    expect(await outcomes(old, notification('fresh', 1))).toEqual(['delivered', 'delivered']);
    const found = await query('{service_name="keywarden"} | alert_id="old"');
    expect(linesOf(found)).toEqual(['old']);
    expect(found[0]?.stream.event_time).toBe(old.alerts[0].time);
    expect(linesOf(await query('{service_name="keywarden"} | alert_id="fresh"'))).toEqual([
      'fresh',
    ]);
  });

  it('tells the line apart that is too long', async () => {
    const long = notification('long', 1, { description: 'x'.repeat(70_000) });
    expect(await outcomes(notification('left', 1), long, notification('right', 1))).toEqual([
      'delivered',
      'rejected',
      'delivered',
    ]);
    const found = await query('{service_name="keywarden"} | alert_id=~"left|long|right"');
    expect(linesOf(found).sort()).toEqual(['left', 'right']);
  });

  it('is refused without its tenant', async () => {
    const [stranger] = createSinks([sinkConfig.parse({ type: 'loki', url: loki.url })]);
    const results = await stranger?.deliver([notification('x', 1)], never);
    expect(results).toMatchObject([{ outcome: 'rejected', reason: 'HTTP 401: no org id' }]);
    await stranger?.close();
  });
});

import type { Notifications } from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { anAlert, anOpenEvent, aProcess } from '@keywarden/testing';
import { notificationOf, type Sink } from '@keywarden/routing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyServer } from './faulty-server.ts';
import { notificationsOf } from './notifications.ts';
import { startOpenSearch, type SearchNode } from './opensearch/node.ts';

const never = new AbortController().signal;
const HOSTILE = '/etc/\u001b[2J"\\\n{"create":{}}\n\ud800 |=<é日本🔑';

interface Hit {
  _id: string;
  _source: Record<string, Record<string, unknown>>;
}

describe('the Elasticsearch sink with a real OpenSearch', () => {
  let node: SearchNode;
  const sinks: Sink[] = [];
  beforeAll(async () => {
    node = await startOpenSearch();
  });
  afterAll(async () => {
    await Promise.all(sinks.map((sink) => sink.close()));
    await node.stop();
  });

  function sink(settings: object): Sink {
    const config = sinkConfig.parse({
      type: 'elasticsearch',
      urls: [node.url],
      setup: true,
      timeout_ms: 60_000,
      ...settings,
    });
    const [made] = createSinks([config]);
    if (made === undefined) throw new Error('no sink');
    sinks.push(made);
    return made;
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${node.url}${path}`, { ...init, headers });
    return (await response.json()) as Record<string, unknown>;
  }

  async function search(stream: string, query: object): Promise<Hit[]> {
    await ask(`/${stream}/_refresh`, { method: 'POST' });
    const body = JSON.stringify({ query, size: 1_000 });
    const found: unknown = await ask(`/${stream}/_search`, { method: 'POST', body });
    return (found as { hits: { hits: Hit[] } }).hits.hits;
  }

  it('installs its template, writes ECS into a data stream and keeps one of each', async () => {
    const event = anOpenEvent({
      process: aProcess({ comm: HOSTILE, argv: ['cat', HOSTILE, 'x'.repeat(40_000)] }),
      data: { pathname: HOSTILE, flags: 'O_RDONLY', flags_number: 0 },
    });
    const hostile = anAlert({ id: 'hostile', event, title: HOSTILE, description: HOSTILE });
    const time = '2026-11-26T08:00:00Z';
    const ids = Array.from({ length: 200 }, (_, at) => `alert-${String(at)}`);
    const batch = [
      notificationOf(hostile, time),
      ...notificationsOf(ids),
    ] as unknown as Notifications;
    const stream = sink({ data_stream: 'keywarden-alerts' });
    const first = await stream.deliver(batch, never);
    expect(first.map((result) => ('answer' in result ? result.answer : result))).toEqual(
      batch.map(() => 'created'),
    );
    const second = await stream.deliver(batch, never);
    expect(second.map((result) => ('answer' in result ? result.answer : result))).toEqual(
      batch.map(() => 'was there already'),
    );

    const { data_streams } = await ask('/_data_stream/keywarden-alerts');
    expect(data_streams).toMatchObject([{ template: 'keywarden-alerts' }]);
    const hits = await search('keywarden-alerts', { match_all: {} });
    expect(hits.map(({ _id }) => _id).sort()).toEqual(['hostile', ...ids].sort());

    const found = await search('keywarden-alerts', { term: { 'event.id': 'hostile' } });
    expect(found).toHaveLength(1);
    expect(found[0]?._source.event).toMatchObject({ kind: 'alert', id: 'hostile' });
    const byPath = await search('keywarden-alerts', {
      term: { 'keywarden.credential.canonical_path': hostile.credential.canonical_path },
    });
    expect(byPath.length).toBe(ids.length + 1);
    const recent = await search('keywarden-alerts', {
      range: { '@timestamp': { gte: '2026-11-24T04:03:19Z' } },
    });
    expect(recent).toHaveLength(1);
  });

  it('has the end of an incident beside its theft, and not among the alerts', async () => {
    const theft = notificationOf(anAlert({ id: 'theft', incident_id: 'closed' }), 'now');
    const time = '2026-11-24T05:00:00.5Z';
    const resolution = { by: 'alice', reason: 'keys rotated', time };
    const end = {
      ...theft,
      id: 'end',
      status: 'resolved',
      reason: 'resolved',
      resolution,
    } as const;
    const stream = sink({ name: 'ends', data_stream: 'keywarden-ends' });
    expect(await stream.deliver([theft, end], never)).toMatchObject([
      { answer: 'created' },
      { answer: 'created' },
    ]);
    const term = (name: string, value: string) => ({ term: { [name]: value } });
    const hits = async (...filter: object[]) =>
      (await search('keywarden-ends', { bool: { filter } })).map(({ _id }) => _id).sort();
    const incident = term('keywarden.incident_id', 'closed');
    expect(await hits(incident)).toEqual(['end', 'theft']);
    expect(await hits(incident, term('event.kind', 'alert'))).toEqual(['theft']);
    expect(await hits({ range: { 'event.end': { gte: time } } })).toEqual(['end']);
  });

  it('leaves a template alone that an operator has changed', async () => {
    const path = '/_index_template/keywarden-alerts';
    const before = await ask(path);
    const [kept] = before.index_templates as [{ index_template: object }];
    const changed = { ...kept.index_template, version: 99 };
    await ask(path, { method: 'PUT', body: JSON.stringify(changed) });
    await sink({ name: 'again' }).deliver(notificationsOf(['later']), never);
    const after = await ask(path);
    expect(after.index_templates).toMatchObject([{ index_template: { version: 99 } }]);
  });

  it('tells the documents apart that the mapping refuses', async () => {
    await ask('/narrow', {
      method: 'PUT',
      body: JSON.stringify({
        mappings: { properties: { title: { type: 'date' } }, dynamic: false },
      }),
    });
    const good = notificationOf(anAlert({ id: 'good', title: '2026-11-24' }), 'now');
    const bad = notificationOf(anAlert({ id: 'bad', title: 'no date' }), 'now');
    const narrow = sink({ name: 'n', data_stream: 'narrow', setup: false, format: 'keywarden' });
    const results = await narrow.deliver([bad, good, bad], never);
    expect(results.map(({ outcome }) => outcome)).toEqual(['rejected', 'delivered', 'rejected']);
    expect(results[0]).toMatchObject({
      reason: expect.stringContaining('400 mapper_parsing') as string,
    });
    expect((await search('narrow', { match_all: {} })).map(({ _id }) => _id)).toEqual(['good']);
  });

  it('waits while the cluster blocks writes', async () => {
    await ask('/blocked', { method: 'PUT', body: '{"settings":{"index.blocks.write":true}}' });
    const blocked = sink({ name: 'b', data_stream: 'blocked', setup: false });
    const [result] = await blocked.deliver(notificationsOf(['x']), never);
    expect(result).toMatchObject({ outcome: 'retry' });
  });

  it('goes to the next node when one fails, and stays there', async () => {
    const broken = await startFaultyServer(() => ({ status: 503 }));
    const urls = ['http://127.0.0.1:1', broken.url, node.url];
    const some = sink({ name: 'f', urls, setup: false });
    for (const id of ['one', 'two']) {
      expect(await some.deliver(notificationsOf([id]), never)).toMatchObject([
        { outcome: 'delivered' },
      ]);
    }
    expect(broken.requests).toHaveLength(1);
    await broken.close();
  });
});

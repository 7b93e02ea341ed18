import { KeywardenError } from '@keywarden/contracts';
import { createLogger } from '@keywarden/platform';
import { eventually } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { Outbox, type OutboxItem, type OutboxOptions } from './outbox.js';

type Publish = OutboxOptions['publisher']['publish'];

const retryable = new KeywardenError('KW_BUS_PUBLISH', 'away', { retryable: true });
const hopeless = new KeywardenError('KW_BUS_PUBLISH', 'too large');

function lab(publish: Publish, limits: Partial<OutboxOptions> = {}) {
  const settled: string[] = [];
  const lost: Record<string, number> = {};
  const counts = { published: 0 };
  const outbox = new Outbox({
    publisher: { publish },
    logger: createLogger({ service: 'spec', level: 'silent', format: 'json' }),
    maxEvents: 100,
    maxBytes: 10_000,
    maxBatch: 10,
    lingerMs: 0,
    onPublished: () => (counts.published += 1),
    onLost: (cause) => (lost[cause] = (lost[cause] ?? 0) + 1),
    ...limits,
  });
  const item = (name: string, bytes = 1): OutboxItem => ({
    name: 'security_file_open',
    message: { key: 'node', value: Buffer.from(name) },
    bytes,
    settled: (cause) => settled.push(`${name}:${cause ?? 'ok'}`),
  });
  return { outbox, item, settled, lost, counts };
}

const names = (messages: Parameters<Publish>[1]): string =>
  messages.map(({ value }) => value.toString()).join('');

describe('Outbox', () => {
  it('sends everything once, in order, in bounded batches', async () => {
    const sent: string[] = [];
    const { outbox, item, counts } = lab((_, messages) => {
      sent.push(names(messages));
      return Promise.resolve();
    });
    const all = 'abcdefghijklmnopqrstuvwxyz';
    for (const name of all) outbox.put(item(name));
    await outbox.close(1_000);
    expect(sent.join('')).toBe(all);
    expect(Math.max(...sent.map((batch) => batch.length))).toBeLessThanOrEqual(10);
    expect(counts.published).toBe(26);
    expect([outbox.size, outbox.bytes]).toEqual([0, 0]);
  });

  it('lets the first event wait for company, but not an urgent one nor a full batch', async () => {
    const sent: string[] = [];
    const { outbox, item } = lab(
      (_, messages) => {
        sent.push(names(messages));
        return Promise.resolve();
      },
      { lingerMs: 60_000 },
    );
    outbox.put(item('a'));
    outbox.put(item('b'));
    expect(sent).toEqual([]);
    outbox.put({ ...item('c'), urgent: true });
    await eventually('an empty outbox', () => outbox.size === 0);
    expect(sent).toEqual(['abc']);
    for (const name of '0123456789') outbox.put(item(name));
    await eventually('an empty outbox', () => outbox.size === 0);
    expect(sent).toEqual(['abc', '0123456789']);
    outbox.put(item('d'));
    await outbox.close(1_000);
    expect(sent.at(-1)).toBe('d');
  });

  it('repeats the same batch until the broker takes it', async () => {
    const tries: string[] = [];
    const { outbox, item, lost } = lab((_, messages) => {
      tries.push(names(messages));
      return tries.length < 3 ? Promise.reject(retryable) : Promise.resolve();
    });
    outbox.put(item('a'));
    outbox.put(item('b'));
    await outbox.close(5_000);
    expect(tries).toEqual(['ab', 'ab', 'ab']);
    expect(lost).toEqual({});
  });

  it('drops the newest when full, by count and by bytes, and counts it', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { outbox, item, lost, settled } = lab(
      async () => {
        await gate.promise;
      },
      { maxEvents: 3, maxBytes: 100 },
    );
    outbox.put(item('a'));
    outbox.put(item('big', 100));
    outbox.put(item('b'));
    outbox.put(item('c'));
    outbox.put(item('d'));
    expect(settled).toEqual(['big:buffer_full', 'd:buffer_full']);
    gate.resolve(undefined);
    await outbox.close(1_000);
    expect(lost).toEqual({ buffer_full: 2 });
    expect(settled.slice(2)).toEqual(['a:ok', 'b:ok', 'c:ok']);
  });

  it('separates an event that is refused for good from its neighbours', async () => {
    const { outbox, item, settled, lost, counts } = lab((_, messages) =>
      names(messages).includes('x') ? Promise.reject(hopeless) : Promise.resolve(),
    );
    for (const name of 'axb') outbox.put(item(name));
    await outbox.close(1_000);
    expect(settled).toEqual(['a:ok', 'x:refused', 'b:ok']);
    expect([lost, counts.published]).toEqual([{ refused: 1 }, 2]);
  });

  it('gives up at the deadline of a shutdown, also when a send hangs', async () => {
    const { outbox, item, settled, lost } = lab(() => Promise.withResolvers<undefined>().promise);
    outbox.put(item('a'));
    outbox.put(item('b'));
    await outbox.close(20);
    expect(lost).toEqual({ shutdown: 2 });
    expect(settled).toEqual(['a:shutdown', 'b:shutdown']);
  });
});

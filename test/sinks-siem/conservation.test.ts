import type { DeliveryResult, Notifications } from '@keywarden/routing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULTS, startFaultyServer, type Fault } from './faulty-server.ts';
import { sinkOf, type Model } from './model.ts';
import { MODELS } from './models/index.ts';
import { notificationsOf } from './notifications.ts';

const never = new AbortController().signal;
const MAX_ROUNDS = 60;

interface Books {
  stored: Set<string>;
  delivered: string[];
  rejected: string[];
}

/** Sends everything, what is to be retried again and again, as the stages before a sink do. */
async function settle(
  model: Model,
  ids: readonly string[],
  poison: ReadonlySet<string>,
  faults: readonly Fault[],
): Promise<Books> {
  const books: Books = { stored: new Set(), delivered: [], rejected: [] };
  const server = await startFaultyServer((request) =>
    model.receive(request, (id) => {
      if (!poison.has(id)) books.stored.add(id);
      return !poison.has(id);
    }),
  );
  const sink = sinkOf(model, server.url);
  server.plan(...faults);
  try {
    let open = [...ids];
    for (let round = 0; open.length > 0 && round < MAX_ROUNDS; round += 1) {
      const again: string[] = [];
      for (let at = 0; at < open.length; at += sink.maxBatch) {
        const part = open.slice(at, at + sink.maxBatch);
        const results = await sink.deliver(notificationsOf(part), never);
        expect(results).toHaveLength(part.length);
        for (const [index, result] of results.entries()) {
          const id = part[index] ?? '';
          if (result.outcome === 'delivered') books.delivered.push(id);
          else if (result.outcome === 'rejected') books.rejected.push(id);
          else again.push(id);
        }
        if (model.secret !== undefined) expect(JSON.stringify(results)).not.toContain(model.secret);
      }
      open = again;
    }
    return books;
  } finally {
    await sink.close();
    await server.close();
  }
}

describe.each(MODELS.map((make) => [make().type, make] as const))('%s', (type, make) => {
  it('gives each notification one final result, and delivered is what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.infiniteStream(fc.boolean()),
        fc.array(fc.constantFrom<Fault>('none', ...FAULTS), { maxLength: 6 }),
        async (ids, isPoison, faults) => {
          // An object store takes any object.
          const poison = new Set(
            type === 's3' ? [] : ids.filter(() => isPoison.next().value === true),
          );
          const { stored, delivered, rejected } = await settle(make(), ids, poison, faults);
          expect([...delivered, ...rejected].sort()).toEqual([...ids].sort());
          expect([...stored].sort()).toEqual(delivered.toSorted());
          expect(new Set(rejected)).toEqual(poison);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([400, 401, 403, 404])('takes HTTP %i for a refusal that stays', async (status) => {
    const [result] = await one(make(), status);
    expect(result?.outcome).toBe('rejected');
  });

  it.each([408, 429, 500, 502, 503, 504])(
    'takes HTTP %i for a fault that passes',
    async (status) => {
      const [result] = await one(make(), status);
      expect(result?.outcome).toBe('retry');
    },
  );

  it('waits as long as the receiver asks', async () => {
    const [result] = await one(make(), 429, { 'retry-after': '7' });
    expect(result).toMatchObject({ outcome: 'retry', retryAfterMs: 7_000 });
  });

  it('shows no secret, not even when the receiver sends the whole request back', async () => {
    const model = make();
    for (const status of [200, 400, 401, 500]) {
      const results = await one(model, status);
      expect(JSON.stringify(results)).not.toContain(model.secret);
      for (const result of results) expect(JSON.stringify(result).length).toBeLessThan(400);
    }
  });

  it('gives up when it is told to, and when nobody is there', async () => {
    const model = make();
    const server = await startFaultyServer(() => ({ status: 200 }));
    const patient = sinkOf(model, server.url, { timeout_ms: 60_000 });
    server.plan('silence-before');
    const abandon = new AbortController();
    const attempt = patient.deliver(notificationsOf(['a']), abandon.signal);
    abandon.abort();
    expect(await outcomes(attempt)).toEqual(['retry']);
    await patient.close();
    await server.close();

    const late = sinkOf(model, server.url);
    expect(await outcomes(late.deliver(notificationsOf(['a']), never))).toEqual(['retry']);
    await late.close();
    await late.close();
  });
});

async function outcomes(results: Promise<readonly DeliveryResult[]>): Promise<string[]> {
  return (await results).map(({ outcome }) => outcome);
}

/** What comes of a receiver that answers like this and repeats what it was sent. */
async function one(
  model: Model,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly DeliveryResult[]> {
  const server = await startFaultyServer((request) => ({
    status,
    headers,
    body: JSON.stringify(request.headers) + request.body,
  }));
  const sink = sinkOf(model, server.url, { timeout_ms: 10_000 });
  const notifications: Notifications = notificationsOf(['a']);
  const results = await sink.deliver(notifications, never);
  await sink.close();
  await server.close();
  return results;
}

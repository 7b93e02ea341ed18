import { notificationOf, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULTS, startFaultyServer, type Fault } from './faulty-server.ts';
import { sinkOf, type Model } from './model.ts';
import { MODELS } from './models/index.ts';

interface Case {
  incident_id: string;
  isPoison: boolean;
}

/** What one call with these alerts came to: each alert's incident and outcome. */
async function deliver(model: Model, cases: readonly Case[], faults: readonly Fault[]) {
  const server = await startFaultyServer((request) =>
    model.receive(request, (id) => cases[Number(id)]?.isPoison !== true),
  );
  const sink = sinkOf(model, server.url);
  server.plan(...faults);
  const notifications = cases.map(({ incident_id }, at) => {
    const time = new Date(Date.parse('2026-11-24T04:00:00Z') + at * 1_000).toISOString();
    return notificationOf(anAlert({ id: String(at), incident_id, time }), time);
  }) as unknown as Notifications;
  try {
    const results = await sink.deliver(notifications, new AbortController().signal);
    return results.map(({ outcome }, at) => ({ incident: cases[at]?.incident_id, outcome }));
  } finally {
    await sink.close();
    await server.close();
  }
}

const batched = MODELS.filter((make) => sinkOf(make(), 'http://127.0.0.1:1').maxBatch > 1);
const ordered = batched.filter((make) => sinkOf(make(), 'http://127.0.0.1:1').keepsOrder === true);

it('Elasticsearch promises no order within a call, since its answer is one for each document', () => {
  const others = batched.filter((make) => !ordered.includes(make)).map((make) => make().type);
  expect(others).toEqual(['elasticsearch']);
});

describe.each(ordered.map((make) => [make().type, make] as const))('%s', (_, make) => {
  it('takes nothing of an incident after an alert that is to be tried again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ incident_id: fc.constantFrom('a', 'b', 'c'), isPoison: fc.boolean() }),
          { minLength: 2, maxLength: 10 },
        ),
        fc.array(fc.constantFrom<Fault>('none', ...FAULTS), { maxLength: 8 }),
        async (cases, faults) => {
          const results = await deliver(make(), cases, faults);
          const waiting = new Set<string | undefined>();
          for (const { incident, outcome } of results) {
            if (outcome === 'retry') waiting.add(incident);
            else if (outcome === 'delivered') expect(waiting).not.toContain(incident);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

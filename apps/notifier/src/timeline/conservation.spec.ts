import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type Answered,
  type TimelineReceiver,
} from '@keywarden/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const INCIDENTS = 4;
const DECIDED = new Set([
  'delivered',
  'already-delivered',
  'muted',
  'deduplicated',
  'undeliverable',
  'not-routed',
]);

/** What a receiver does with one attempt after the other. */
const ANSWERS = ['ok', 'ok', 'ok', 'retry', 'after', 'rejected', 'hang', 'throw', 'late'] as const;
type AnswerName = (typeof ANSWERS)[number];

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push'), n: fc.nat(INCIDENTS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill'), n: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hand over'), n: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('jump'), n: fc.integer({ min: -24, max: 24 }) }),
  },
);

const story = fc.record({
  steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 40_000 }), step), { maxLength: 30 }),
  answers: fc.array(fc.constantFrom(...ANSWERS), { minLength: 1, maxLength: 30 }),
  style: fc.constantFrom('stream' as const, 'people' as const),
  maxBatch: fc.constantFrom(1, 3),
  concurrency: fc.integer({ min: 1, max: 3 }),
});

function answered(name: AnswerName): Answered {
  switch (name) {
    case 'ok':
      return { outcome: 'delivered' };
    case 'retry':
      return { outcome: 'retry', reason: 'busy' };
    case 'after':
      return { outcome: 'retry', reason: 'busy', retryAfterMs: 5 * SECOND };
    case 'rejected':
      return { outcome: 'rejected', reason: 'malformed' };
    case 'hang':
      return 'hang';
    case 'throw':
      throw new Error('broken');
    case 'late':
      return { result: { outcome: 'delivered' }, afterMs: 3 * SECOND };
  }
}

it('decides every alert of every receiver once, and tells what it says it told', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ steps, answers, style, maxBatch, concurrency }) => {
      let calls = 0;
      let kills = 0;
      const receiver: TimelineReceiver = {
        name: 'soc',
        style,
        maxBatch,
        concurrency,
        answer: () => {
          const name = answers[calls++ % answers.length] ?? 'ok';
          // A sink that throws amid a batch does not say what the receiver took of it.
          return answered(name === 'throw' && maxBatch > 1 ? 'retry' : name);
        },
      };
      const line = new Timeline({
        store: (scheduler) =>
          new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
        duty: new MemoryDutyStore(),
        receivers: [receiver],
        route: { timing: { repeatIntervalMs: 0 } },
      });
      const pushed: string[] = [];
      let atMs = 0;
      for (const [waitMs, { kind, n }] of steps) {
        atMs += waitMs;
        await line.at(atMs, async () => {
          if (kind === 'push') {
            const id = `${String(n)}-${String(pushed.length)}`;
            pushed.push(id);
            line.push(anIncidentAlert(id, `i${String(n)}`));
          } else if (kind === 'kill') {
            kills += 1;
            line.restart();
          } else if (kind === 'hand over') {
            kills += 1;
            await line.handOver();
          } else line.scheduler.jump(n * HOUR);
        });
      }
      await line.at(atMs + HOUR);
      expect(line.undecided('soc')).toEqual([]);
      const told = line.told.flatMap(({ notification }) => notification.alerts.map(({ id }) => id));
      for (const id of pushed) {
        const outcomes = line.outcomes(id);
        expect(outcomes).toHaveLength(1);
        expect(DECIDED.has(outcomes[0] ?? '')).toBe(true);
        const times = told.filter((one) => one === id).length;
        if (outcomes[0] === 'delivered' || outcomes[0] === 'already-delivered') {
          expect(times).toBeGreaterThanOrEqual(1);
        }
        // An alert that was taken is told again only if we died before that was written down.
        expect(times).toBeLessThanOrEqual(1 + kills);
        if (kills === 0) expect(times).toBe(outcomes[0] === 'delivered' ? 1 : 0);
      }
      expect(told.length - new Set(told).size).toBeLessThanOrEqual(
        kills * concurrency * (style === 'people' ? pushed.length : maxBatch),
      );
      for (const { ids } of line.calls) expect(ids.length).toBeLessThanOrEqual(maxBatch);
      if (maxBatch > 1) return;
      for (let n = 0; n < INCIDENTS; n++) {
        const first = [...new Set(told)].filter((id) => id.startsWith(`${String(n)}-`));
        const order = first.map((id) => Number(id.split('-')[1]));
        expect(order).toEqual([...order].sort((x, y) => x - y));
      }
    }),
    { numRuns: 40, endOnFailure: true, timeout: 15_000 },
  );
}, 120_000);

it('settles what is given in one burst for all receivers, whatever one of them does', async () => {
  const line = new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [
      { name: 'good', style: 'stream' },
      { name: 'dead', style: 'stream', answer: () => 'hang' },
      { name: 'people' },
    ],
  });
  const alerts = Array.from({ length: 300 }, (_, n) =>
    anIncidentAlert(String(n), `i${String(n % 50)}`),
  );
  line.push(...alerts);
  await line.at(40 * MINUTE);
  for (const { id } of alerts) {
    expect(line.outcomes(id, 'good')).toEqual(['delivered']);
    expect(line.outcomes(id, 'people')).toEqual(['delivered']);
    expect(line.outcomes(id, 'dead')).toEqual(['undeliverable']);
  }
  expect(line.told.filter(({ receiver }) => receiver === 'people')).toHaveLength(50);
});

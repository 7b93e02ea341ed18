import type { MessageBatch, MessageOutcome } from '@keywarden/bus';
import { DEAD_LETTER_HEADERS, REPLAY_HEADERS, type Alert } from '@keywarden/contracts';
import type { Item, Pipeline, Settlement } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { SharedDecoder } from './decode.js';
import { Intake } from './intake.js';
import { NotifierMetrics } from './metrics.js';

/** A pipeline that settles as it is told. */
class FakePipeline {
  readonly got: Item[] = [];
  swept = 0;
  constructor(
    readonly name: string,
    readonly settlement: Settlement = { outcome: 'delivered', attempts: 1, by: name },
  ) {}
  room(): Promise<void> {
    return Promise.resolve();
  }
  accept(item: Item): void {
    this.got.push(item);
    item.settle(this.settlement);
  }
  sweep(): void {
    this.swept += 1;
  }
}

function intake(pipelines: FakePipeline[], noted?: Alert[]): Intake {
  return new Intake({
    pipelines: pipelines as unknown as Pipeline[],
    metrics: new NotifierMetrics(),
    decoder: new SharedDecoder(),
    first: noted === undefined ? undefined : { onAlert: (alert) => noted.push(alert) },
  });
}

const batchOf = (
  values: (Alert | string)[],
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): MessageBatch => ({
  topic: 'keywarden.alerts.v1',
  partition: 3,
  messages: values.map((value, index) => ({
    topic: 'keywarden.alerts.v1',
    partition: 3,
    offset: String(index),
    key: Buffer.from('incident'),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers,
    timestampMs: 0,
  })),
  ...(signal === undefined ? {} : { signal }),
});

const settled = (outcome: MessageOutcome | undefined) =>
  outcome?.outcome === 'later' ? outcome.settled : outcome;

describe('Intake', () => {
  it('hands an alert to every receiver and decides when all have settled it', async () => {
    const pipelines = [new FakePipeline('a'), new FakePipeline('b', { outcome: 'not-routed' })];
    const noted: Alert[] = [];
    const [outcome] = await intake(pipelines, noted).handle(batchOf([anAlert({ id: 'x' })]));
    expect(await settled(outcome)).toEqual({ outcome: 'ok' });
    expect(pipelines.map(({ got }) => got.map(({ key }) => key))).toEqual([['x'], ['x']]);
    expect(noted.map(({ id }) => id)).toEqual(['x']);
  });

  it('leaves undecided what a receiver did not decide', async () => {
    const pipelines = [new FakePipeline('a'), new FakePipeline('b', { outcome: 'interrupted' })];
    const [outcome] = await intake(pipelines).handle(batchOf([anAlert()]));
    expect(await settled(outcome)).toBe('undecided');
  });

  it('makes a dead letter of what a receiver did not take, with every error', async () => {
    const attempts = [{ time: 't', receiver: 'b', error: 'HTTP 503' }];
    const refused: Settlement = {
      outcome: 'undeliverable',
      because: 'gave-up',
      reason: 'HTTP 503',
      attempts,
    };
    const pipelines = [new FakePipeline('a'), new FakePipeline('b', refused)];
    const [outcome] = await intake(pipelines).handle(batchOf([anAlert()]));
    expect(await settled(outcome)).toEqual({
      outcome: 'dead-letter',
      code: 'KW_SINK_UNAVAILABLE',
      reason: 'HTTP 503 (attempts: 1)',
      headers: {
        [DEAD_LETTER_HEADERS.sink]: 'b',
        [DEAD_LETTER_HEADERS.attempts]: JSON.stringify(attempts),
      },
    });
  });

  it('bounds the errors of a dead letter and keeps the latest', async () => {
    const attempts = Array.from({ length: 50 }, (_, n) => ({
      time: 't',
      receiver: 'b',
      error: `${String(n)} ${'x'.repeat(1_000)}`,
    }));
    const refused: Settlement = {
      outcome: 'undeliverable',
      because: 'rejected',
      reason: 'no',
      attempts,
    };
    const [outcome] = await intake([new FakePipeline('b', refused)]).handle(batchOf([anAlert()]));
    const letter = (await settled(outcome)) as { headers: Record<string, string> };
    const header = letter.headers[DEAD_LETTER_HEADERS.attempts] ?? '';
    expect(Buffer.byteLength(header)).toBeLessThanOrEqual(16_384);
    const kept = JSON.parse(header) as { error: string }[];
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.at(-1)?.error).toMatch(/^49 /);
  });

  it('lets only the first intake send what is no alert to the dead letters', async () => {
    const batch = batchOf(['{', anAlert()]);
    const [bad] = await intake([new FakePipeline('a')], []).handle(batch);
    expect(bad).toMatchObject({ outcome: 'dead-letter', code: 'KW_MESSAGE_MALFORMED' });
    const [other] = await intake([new FakePipeline('b')]).handle(batch);
    expect(other).toEqual({ outcome: 'ok' });
  });

  describe('a notification that is told again', () => {
    const headers = {
      [REPLAY_HEADERS.sink]: 'b',
      [REPLAY_HEADERS.notification]: 'n',
      [REPLAY_HEADERS.notificationReason]: 'repeat',
    };

    it('keeps its id and its reason, and is no news of the incident', async () => {
      const pipelines = [new FakePipeline('a'), new FakePipeline('b')];
      const noted: Alert[] = [];
      await intake(pipelines, noted).handle(batchOf([anAlert({ id: 'x' })], headers));
      expect(pipelines.flatMap(({ got }) => got)).toMatchObject([
        { key: 'n', reason: 'repeat', forced: true, alert: { id: 'x' } },
      ]);
      expect(noted).toEqual([]);
    });

    it('says who ended the incident when it tells of its end', async () => {
      const receiver = new FakePipeline('b');
      const end = { ...headers, [REPLAY_HEADERS.notificationReason]: 'resolved' };
      await intake([receiver]).handle(batchOf([anAlert()], end));
      expect(receiver.got).toMatchObject([{ reason: 'resolved', resolution: { by: 'keywarden' } }]);
    });

    it('is that notification still when it becomes a dead letter again', async () => {
      const refused: Settlement = {
        outcome: 'undeliverable',
        because: 'rejected',
        reason: 'no',
        attempts: [],
      };
      const batch = batchOf([anAlert()], headers);
      const [outcome] = await intake([new FakePipeline('b', refused)]).handle(batch);
      expect(await settled(outcome)).toMatchObject({
        headers: {
          [DEAD_LETTER_HEADERS.notification]: 'n',
          [DEAD_LETTER_HEADERS.notificationReason]: 'repeat',
        },
      });
    });

    it.each([
      ['an unknown reason', { ...headers, [REPLAY_HEADERS.notificationReason]: 'whim' }],
      ['no id', { ...headers, [REPLAY_HEADERS.notification]: '' }],
      ['the alert as a reason', { ...headers, [REPLAY_HEADERS.notificationReason]: 'alert' }],
    ])('with %s is the alert itself', async (_what, wrong) => {
      const receiver = new FakePipeline('b');
      await intake([receiver]).handle(batchOf([anAlert({ id: 'x' })], wrong));
      expect(receiver.got).toMatchObject([{ key: 'x', reason: 'alert' }]);
    });

    it('for no receiver is the alert itself, for everybody', async () => {
      const receiver = new FakePipeline('b');
      const wrong = Object.fromEntries(
        Object.entries(headers).filter(([name]) => name !== REPLAY_HEADERS.sink),
      );
      await intake([receiver]).handle(batchOf([anAlert({ id: 'x' })], wrong));
      expect(receiver.got).toMatchObject([{ key: 'x', reason: 'alert', forced: false }]);
    });
  });

  it('gives a replayed alert to its receiver only, whatever the routes say', async () => {
    const pipelines = [new FakePipeline('a'), new FakePipeline('b')];
    const batch = batchOf([anAlert()], { [REPLAY_HEADERS.sink]: 'b' });
    const [outcome] = await intake(pipelines).handle(batch);
    expect(await settled(outcome)).toEqual({ outcome: 'ok' });
    expect(pipelines.map(({ got }) => got.map(({ forced }) => forced))).toEqual([[], [true]]);
    const [nobody] = await intake([new FakePipeline('a')]).handle(batch);
    expect(nobody).toEqual({ outcome: 'ok' });
  });

  it('sweeps once when the partitions are given out anew, however many batches there were', async () => {
    const pipeline = new FakePipeline('a');
    const inlet = intake([pipeline]);
    const assignment = new AbortController();
    for (let batch = 0; batch < 20; batch++) {
      await inlet.handle(batchOf([anAlert()], {}, assignment.signal));
    }
    assignment.abort();
    expect(pipeline.swept).toBe(1);
  });
});

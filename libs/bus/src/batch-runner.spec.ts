import { describe, expect, it } from 'vitest';
import { runBatch, type BatchRun } from './batch-runner.js';
import type { MessageBatch, OutgoingMessage } from './messages.js';

const batch: MessageBatch = {
  topic: 't',
  partition: 3,
  messages: [
    {
      topic: 't',
      partition: 3,
      offset: '9',
      key: null,
      value: Buffer.from('v'),
      headers: {},
      timestampMs: 0,
    },
  ],
};

function aRun(overrides: Partial<BatchRun>): BatchRun {
  return {
    handler: () => Promise.resolve([{ outcome: 'ok' }]),
    publishDeadLetters: () => Promise.resolve(),
    retry: { firstMs: 1, maxMs: 2 },
    abandoned: () => false,
    signal: new AbortController().signal,
    onFailure: () => undefined,
    onRecovered: () => undefined,
    ...overrides,
  };
}

describe('runBatch', () => {
  it('is done only when the dead letters are out, and does not repeat the work for them', async () => {
    let handled = 0;
    let attempts = 0;
    const letters: OutgoingMessage[] = [];
    const failures: number[] = [];
    const done = await runBatch(
      batch,
      aRun({
        handler: () => {
          handled += 1;
          return Promise.resolve([
            { outcome: 'dead-letter', code: 'KW_MESSAGE_MALFORMED', reason: 'x'.repeat(5_000) },
          ]);
        },
        publishDeadLetters: (published) => {
          attempts += 1;
          if (attempts < 3) return Promise.reject(new Error('broker away'));
          letters.push(...published);
          return Promise.resolve();
        },
        onFailure: (_, attempt) => failures.push(attempt),
      }),
    );
    expect([done?.length, handled, attempts, failures]).toEqual([1, 1, 3, [1, 2]]);
    expect(letters[0]?.headers).toMatchObject({
      'keywarden-original-partition': '3',
      'keywarden-original-offset': '9',
      'keywarden-reason': 'x'.repeat(2_000),
    });
  });

  it('gives up without a commit when the batch is no longer its own', async () => {
    let failures = 0;
    const done = await runBatch(
      batch,
      aRun({
        handler: () => Promise.reject(new Error('no')),
        abandoned: () => failures >= 2,
        onFailure: () => (failures += 1),
      }),
    );
    expect([done, failures]).toEqual([undefined, 2]);
  });

  it('ends with what the keep-alive throws, for the consumer to rejoin its group', async () => {
    const run = runBatch(
      batch,
      aRun({
        handler: () => Promise.reject(new Error('no')),
        keepAlive: () => Promise.reject(new Error('rebalancing')),
      }),
    );
    await expect(run).rejects.toThrow('rebalancing');
  });
});

import { EventEmitter } from 'node:events';
import { KeywardenError } from '@keywarden/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';
import { runUntilSignal, type Running } from './run-until-signal.js';

const logger = createLogger({ service: 't', level: 'silent', format: 'json' });

class FakeProcess extends EventEmitter {
  readonly pid = 4242;
  readonly killed: [number, string][] = [];
  kill(pid: number, signal: string): void {
    this.killed.push([pid, signal]);
  }
}

describe('runUntilSignal', () => {
  let signals: FakeProcess;
  beforeEach(() => {
    signals = new FakeProcess();
  });
  const run = (start: (signal: AbortSignal) => Promise<Running>, deadlineMs = 5_000) =>
    runUntilSignal(start, { logger, deadlineMs, signals });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('closes at the first signal, returns 0 and takes its handlers away', async () => {
    let closed = 0;
    const close = () => {
      closed += 1;
      return Promise.resolve();
    };
    const code = run(() => Promise.resolve({ close }));
    await turn();
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
    expect(closed).toBe(1);
    expect(signals.eventNames()).toEqual([]);
  });

  it('interrupts a start that waits, without calling that a failure', async () => {
    const code = run(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new KeywardenError('KW_BUS_UNREACHABLE', 'stopped waiting'));
          });
        }),
    );
    signals.emit('SIGINT', 'SIGINT');
    expect(await code).toBe(0);
  });

  it('ends at once with the second signal', async () => {
    const stuck = Promise.withResolvers<undefined>();
    const code = run(() => Promise.resolve({ close: () => stuck.promise }));
    await turn();
    signals.emit('SIGTERM', 'SIGTERM');
    await turn();
    signals.emit('SIGINT', 'SIGINT');
    expect(signals.killed).toEqual([[4242, 'SIGINT']]);
    stuck.resolve(undefined);
    await code;
  });

  it('gives up a close that misses the deadline', async () => {
    const never = new Promise<void>(() => undefined);
    const code = run(() => Promise.resolve({ close: () => never }), 20);
    await turn();
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
  });

  it.each([
    ['KW_SENSOR_PRIVILEGE', 3],
    ['KW_BUS_UNREACHABLE', 4],
    ['KW_CONFIG_INVALID', 2],
    ['KW_INTERNAL', 1],
  ] as const)('turns a failed start with %s into exit code %i', async (errorCode, exitCode) => {
    expect(await run(() => Promise.reject(new KeywardenError(errorCode, 'x')))).toBe(exitCode);
  });

  it('closes and returns 1 on an error that nobody caught', async () => {
    let closed = false;
    const close = () => {
      closed = true;
      return Promise.resolve();
    };
    const code = run(() => Promise.resolve({ close }));
    await turn();
    signals.emit('unhandledRejection', new Error('lost'));
    expect(await code).toBe(1);
    expect(closed).toBe(true);
  });

  it('ends when the service is done by itself', async () => {
    const close = () => Promise.resolve();
    expect(await run(() => Promise.resolve({ close, finished: Promise.resolve() }))).toBe(0);
    const failed = Promise.reject(new KeywardenError('KW_SENSOR_NO_BTF', 'x'));
    expect(await run(() => Promise.resolve({ close, finished: failed }))).toBe(3);
  });
});

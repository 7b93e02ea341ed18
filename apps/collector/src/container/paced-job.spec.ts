import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PacedJob } from './paced-job.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function rig() {
  const startedMs: number[] = [];
  let finish: (worked: boolean) => void = () => undefined;
  const origin = Date.now();
  const job = new PacedJob({
    run: () => {
      startedMs.push(Date.now() - origin);
      return new Promise((resolve) => (finish = resolve));
    },
    spacingMs: 100,
    everyMs: 10_000,
    maxBackoffMs: 1_000,
    monotonicMs: () => Date.now() - origin,
  });
  const done = async (worked: boolean) => {
    finish(worked);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { job, startedMs, done };
}

describe('PacedJob', () => {
  it('makes one run of many requests, and the earliest counts', async () => {
    const { job, startedMs, done } = rig();
    job.request(50);
    job.request(20);
    job.request(30);
    await vi.advanceTimersByTimeAsync(60);
    await done(true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(startedMs).toEqual([20]);
  });

  it('runs one at a time; what was asked meanwhile comes after the spacing', async () => {
    const { job, startedMs, done } = rig();
    job.request(0);
    await vi.advanceTimersByTimeAsync(10);
    job.request(0);
    await vi.advanceTimersByTimeAsync(490);
    expect(startedMs).toEqual([0]);
    await done(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(startedMs).toEqual([0, 600]);
  });

  it('runs from time to time without a request', async () => {
    const { job, startedMs, done } = rig();
    job.request(0);
    await vi.advanceTimersByTimeAsync(0);
    await done(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(startedMs).toEqual([0, 10_000]);
  });

  it('tries failures again, later and later, whatever is requested', async () => {
    const { job, startedMs, done } = rig();
    job.request(0);
    for (let run = 0; run < 6; run += 1) {
      await vi.advanceTimersByTimeAsync(run === 0 ? 0 : 1_000);
      await done(false);
      job.request(0);
    }
    const pauses = startedMs.map((ms, index) => ms - (startedMs[index - 1] ?? 0));
    expect(
      pauses.slice(1).every((pause, index) => pause >= Math.min(1_000, 200 * 2 ** index)),
    ).toBe(true);
    await done(true);
    job.request(0);
  });

  it('starts nothing after its end', async () => {
    const { job, startedMs, done } = rig();
    job.request(0);
    await vi.advanceTimersByTimeAsync(0);
    const closed = job.close();
    await done(false);
    await closed;
    job.request(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(startedMs).toEqual([0]);
    await job.close();
  });
});

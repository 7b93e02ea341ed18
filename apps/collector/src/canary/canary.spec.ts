import { createLogger } from '@keywarden/platform';
import type { SensorEvent, SensorProcess } from '@keywarden/sensor';
import { describe, expect, it } from 'vitest';
import { Canary } from './canary.js';
import type { Timers } from './timers.js';

const DEADLINE_MS = 1_000;
const EVERY_MS = 60_000;

/** Time that moves only when it is told to. A timer can be held up, as by a process that was stopped. */
class FakeTimers implements Timers {
  #now = 0;
  #pending: { at: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#pending.push(timer);
    return () => {
      this.#pending = this.#pending.filter((one) => one !== timer);
    };
  }

  soon(callback: () => void): void {
    this.after(0, callback);
  }

  /** As time goes by: each timer at its moment. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#fire(next);
    }
    this.#now = end;
  }

  /** As after a stop: nothing ran for `ms`, then all that was due meanwhile runs at once. */
  stall(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }

  get pending(): number {
    return this.#pending.length;
  }

  #next(end: number): { at: number; callback: () => void } | undefined {
    const due = this.#pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    return due[0];
  }

  #fire(timer: { at: number; callback: () => void }): void {
    this.#pending = this.#pending.filter((one) => one !== timer);
    timer.callback();
  }
}

const actor: SensorProcess = {
  pid: 1,
  tid: 1,
  startTimeNs: 1n,
  comm: 'node',
  uid: 0,
  euid: 0,
  cgroupId: 1n,
  exe: { device: 1, inode: 2n, deleted: false },
  parent: { pid: 0, startTimeNs: 0n },
  ancestors: [],
  capabilities: 0n,
  mountNamespace: 1,
  session: 1,
  nsPid: 1,
  pidNamespace: 1,
  root: { device: 1, inode: 2n },
};
const facts = {
  timeNs: 1n,
  process: actor,
  device: 1,
  inode: 2n,
  mode: 0,
  truncated: false,
  mountNamespace: 1,
  viaIoUring: false,
  unconfirmed: false,
  canary: true,
} as const;

function lab() {
  const timers = new FakeTimers();
  const nonces: string[] = [];
  const changes: string[] = [];
  const wrong: string[] = [];
  const file = {
    failure: undefined as Error | undefined,
    removed: 0,
    prepare: () => undefined,
    owns: ({ canary }: SensorEvent) => canary === true,
    play(nonce: string): void {
      if (this.failure !== undefined) throw this.failure;
      nonces.push(nonce);
    },
    remove(): void {
      this.removed += 1;
    },
  };
  const canary = new Canary({
    file,
    sensor: { selfCheck: () => [...wrong] },
    everyMs: EVERY_MS,
    deadlineMs: DEADLINE_MS,
    timers,
    unixNanos: () => BigInt(timers.nowMs()) * 1_000_000n,
    logger: createLogger({ service: 'spec', level: 'silent', format: 'json' }),
    onChange: () => changes.push(canary.sight.state),
  });
  const open = (nonce = nonces.at(-1) ?? ''): SensorEvent => ({
    name: 'security_file_open',
    ...facts,
    pathname: `/run/x/keywarden-canary.${nonce}`,
    rootPath: '/',
    flags: 0,
    byHandle: false,
  });
  const rename = (nonce = nonces.at(-1) ?? ''): SensorEvent => ({
    name: 'security_inode_rename',
    ...facts,
    oldPath: '/run/x/keywarden-canary',
    newPath: `/run/x/keywarden-canary.${nonce}`,
    oldRootPath: '/',
    newRootPath: '/',
    otherInode: 0n,
    renameFlags: 0,
  });
  const seeBoth = (): void => {
    canary.see(rename());
    canary.see(open());
  };
  return { canary, timers, nonces, changes, wrong, file, open, rename, seeBoth };
}

const blind = (detail: string) => ({ state: 'blind', detail });

describe('Canary', () => {
  it('is proved by both events, and says when and how fast', async () => {
    const { canary, timers, changes, open, rename } = lab();
    const started = canary.start();
    timers.advance(3);
    canary.see(rename());
    expect(canary.sight.state).toBe('unproven');
    timers.advance(4);
    canary.see(open());
    await started;
    expect(canary.sight.state).toBe('seeing');
    expect(canary.figures()).toEqual({
      last_proof: '1970-01-01T00:00:00.007000000Z',
      latency_ms: 7,
      rounds: 1,
      missed: 0,
    });
    timers.advance(1_000);
    expect(canary.proofAgeMs()).toBe(1_000);
    expect(changes).toEqual([]);
  });

  it.each([
    ['rename', 'the open of the canary was not seen within 1000 ms'],
    ['open', 'the rename of the canary was not seen within 1000 ms'],
  ] as const)('that only %s brought back makes it blind: %s', async (seen, detail) => {
    const lost = lab();
    const started = lost.canary.start();
    lost.canary.see(lost[seen]());
    lost.timers.advance(DEADLINE_MS + 1);
    await started;
    expect(lost.canary.sight).toMatchObject(blind(detail));
    expect(lost.changes).toEqual(['blind']);
    expect(lost.canary.figures()).toEqual({ rounds: 1, missed: 1 });
  });

  it('is in time at the deadline, and late one millisecond after it', () => {
    const inTime = lab();
    void inTime.canary.start();
    inTime.canary.see(inTime.rename());
    inTime.timers.advance(DEADLINE_MS);
    inTime.canary.see(inTime.open());
    expect(inTime.canary.sight.state).toBe('seeing');

    const late = lab();
    void late.canary.start();
    late.canary.see(late.rename());
    late.timers.advance(DEADLINE_MS);
    late.timers.after(1, () => {
      late.canary.see(late.open());
    });
    late.timers.advance(1);
    expect(late.canary.sight).toMatchObject(
      blind('the open of the canary was seen after 1001 ms, not within 1000 ms'),
    );
  });

  it('takes events of another round, and of other kinds, for no proof', () => {
    const { canary, timers, nonces, open, rename } = lab();
    void canary.start();
    canary.see(open('0123'));
    canary.see(rename('0123'));
    canary.see({ ...open(), name: 'sched_process_exit', exitCode: 0, signal: 0 });
    timers.advance(DEADLINE_MS + 1);
    expect(canary.sight.state).toBe('blind');
    timers.advance(DEADLINE_MS);
    expect(nonces).toHaveLength(2);
    canary.see(open(nonces[0]));
    canary.see(rename(nonces[0]));
    expect(canary.sight.state).toBe('blind');
  });

  it('is sent again soon while blind, tells its recovery, and a later episode is another one', () => {
    const { canary, timers, changes, seeBoth } = lab();
    void canary.start();
    timers.advance(DEADLINE_MS + 1);
    const first = canary.sight;
    timers.advance(2 * DEADLINE_MS + 1);
    expect(canary.sight).toEqual(first);
    expect(changes).toEqual(['blind']);
    timers.advance(DEADLINE_MS);
    seeBoth();
    expect(changes).toEqual(['blind', 'seeing']);
    timers.advance(EVERY_MS + DEADLINE_MS + 1);
    expect(changes).toEqual(['blind', 'seeing', 'blind']);
    expect(canary.sight).not.toEqual(first);
    expect(canary.outcomes).toEqual({ seen: 1, missed: 3, failed: 0, repeated: 0 });
  });

  it('repeats a round once when the process itself was stopped, and only then judges', () => {
    const { canary, timers, nonces, changes, seeBoth } = lab();
    void canary.start();
    timers.stall(60_000);
    expect(nonces).toHaveLength(2);
    expect(canary.sight.state).toBe('unproven');
    seeBoth();
    expect(canary.sight.state).toBe('seeing');
    expect(changes).toEqual([]);

    timers.advance(EVERY_MS);
    timers.stall(60_000);
    timers.stall(60_000);
    expect(nonces).toHaveLength(4);
    expect(canary.sight.state).toBe('blind');
    expect(canary.outcomes.repeated).toBe(2);
  });

  it('counts what waited for the event loop while its timer was due', () => {
    const { canary, timers, rename, open } = lab();
    void canary.start();
    canary.see(rename());
    canary.see(open('0123'));
    timers.after(DEADLINE_MS, () => {
      canary.see(open());
    });
    timers.advance(DEADLINE_MS + 1);
    expect(canary.sight.state).toBe('seeing');
  });

  it('is blind also when both events came but programs or watches are lost', () => {
    const { canary, timers, wrong, seeBoth } = lab();
    wrong.push('program kw_sys_exit is detached', '1 of 2 watched identities are missing');
    void canary.start();
    seeBoth();
    expect(canary.sight).toMatchObject(
      blind('program kw_sys_exit is detached; 1 of 2 watched identities are missing'),
    );
    wrong.length = 0;
    timers.advance(DEADLINE_MS);
    seeBoth();
    expect(canary.sight.state).toBe('seeing');
  });

  it('knows nothing when its file cannot be used, and makes a new one', async () => {
    const { canary, timers, file, changes, seeBoth } = lab();
    file.failure = new Error('EROFS: read-only file system');
    await canary.start();
    expect(canary.sight).toMatchObject({ state: 'unproven' });
    expect(canary.sight.detail).toContain('EROFS');
    expect([changes, file.removed]).toEqual([[], 1]);
    file.failure = undefined;
    timers.advance(EVERY_MS);
    seeBoth();
    expect(canary.sight.state).toBe('seeing');
    expect(canary.figures()).toMatchObject({ rounds: 2, missed: 1 });
  });

  it('closes in the middle of a round without a verdict, once', async () => {
    const { canary, timers, file, changes, open, rename } = lab();
    const started = canary.start();
    canary.see(rename());
    canary.close();
    canary.close();
    await started;
    canary.see(open());
    timers.advance(10 * EVERY_MS);
    expect([canary.sight.state, changes, file.removed]).toEqual(['unproven', [], 1]);
    expect(canary.figures()).toEqual({ rounds: 0, missed: 0 });
    expect(timers.pending).toBe(0);
  });
});

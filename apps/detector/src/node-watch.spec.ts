import { KeywardenError, type Alert } from '@keywarden/contracts';
import { createLogger } from '@keywarden/platform';
import type { NodeWatchStore, Reading } from '@keywarden/self-alerts';
import { MemoryNodeWatchStore } from '@keywarden/state';
import { aHeartbeat } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { nodeWatchSection } from './node-watch-config.js';
import { NodeSweep } from './node-watch-sweep.js';
import { NodeWatch } from './node-watch.js';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const DAY = 86_400_000;

class TwoClocks {
  wall = Date.parse('2026-11-24T04:00:00Z');
  monotonic = 5_000;
  readonly nowMs = (): number => this.wall;
  readonly monotonicMs = (): number => this.monotonic;
  pass(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }
}

/** A cluster whose detectors share a store, a bus and the time. */
class Fleet {
  readonly clock = new TwoClocks();
  readonly sent: Alert[] = [];
  readonly detectors: { nodes: NodeWatch; sweep: NodeSweep }[] = [];
  reading: () => Reading | undefined = () => ({
    untilMs: this.clock.monotonicMs(),
    unbrokenMs: -Infinity,
  });
  busError: Error | undefined;

  constructor(
    count = 1,
    readonly store: NodeWatchStore = new MemoryNodeWatchStore(),
  ) {
    for (let at = 0; at < count; at += 1) this.restart(at);
  }

  /** A detector that knows only what the store knows. */
  restart(at: number): void {
    const { store, clock } = this;
    const publish = (alerts: readonly Alert[]): Promise<void> => {
      if (this.busError !== undefined) return Promise.reject(this.busError);
      this.sent.push(...alerts);
      return Promise.resolve();
    };
    this.detectors[at] = {
      nodes: new NodeWatch({ store, clock, logger, patienceMs: 50 }),
      sweep: new NodeSweep({
        store,
        publish,
        reading: () => this.reading(),
        config: nodeWatchSection.parse({}),
        clock,
        logger,
      }),
    };
  }

  async beat(...beats: Parameters<typeof aHeartbeat>[0][]): Promise<void> {
    const { nodes } = this.detectors[0]!;
    const news = await nodes.see(beats.map((beat, index) => ({ event: aHeartbeat(beat), index })));
    this.sent.push(...news.alerts.map(({ alert }) => alert));
    await news.save();
  }

  async look(at = 0) {
    return this.detectors[at]!.sweep.look();
  }

  get told(): string[] {
    return this.sent.map(
      ({ signature, status = 'firing', event }) => `${signature.id} ${event.node} ${status}`,
    );
  }
}

describe('a node that goes silent', () => {
  it('is told once, and its end when it speaks', async () => {
    const fleet = new Fleet();
    await fleet.beat({ seq: 1 });
    await fleet.look();
    fleet.clock.pass(89_999);
    await fleet.look();
    expect(fleet.told).toEqual([]);
    fleet.clock.pass(1);
    await fleet.look();
    await fleet.look();
    expect(fleet.told).toEqual(['KW-1003 node-1 firing']);
    await fleet.beat({ seq: 2 });
    await fleet.beat({ seq: 3 });
    await fleet.look();
    expect(fleet.told).toEqual(['KW-1003 node-1 firing', 'KW-1003 node-1 resolved']);
    expect(new Set(fleet.sent.map(({ incident_id }) => incident_id)).size).toBe(1);
    expect(fleet.sent[1]?.resolution?.reason).toBe('the node speaks again');
  });

  it('is told again as another incident the next time', async () => {
    const fleet = new Fleet();
    for (const seq of [1, 2]) {
      await fleet.beat({ seq });
      await fleet.look();
      fleet.clock.pass(90_000);
      await fleet.look();
    }
    expect(fleet.told).toEqual([
      'KW-1003 node-1 firing',
      'KW-1003 node-1 resolved',
      'KW-1003 node-1 firing',
    ]);
    expect(fleet.sent[2]?.incident_id).not.toBe(fleet.sent[0]?.incident_id);
  });

  it('is told as stopped when its collector said so', async () => {
    const fleet = new Fleet();
    await fleet.beat({ data: { state: 'stopping' } });
    await fleet.look();
    fleet.clock.pass(90_000);
    await fleet.look();
    expect(fleet.sent[0]).toMatchObject({
      title: 'The collector of node node-1 is stopped',
      risk_score: 20,
      signature: { severity: 1 },
    });
  });

  it('is told under one id by detectors that look at the same time', async () => {
    const fleet = new Fleet(3);
    await fleet.beat({});
    await Promise.all([0, 1, 2].map((at) => fleet.look(at)));
    fleet.clock.pass(90_000);
    await Promise.all([0, 1, 2].map((at) => fleet.look(at)));
    expect(fleet.sent.length).toBeGreaterThanOrEqual(1);
    expect(new Set(fleet.sent.map((alert) => JSON.stringify(alert))).size).toBe(1);
    await Promise.all([0, 1, 2].map((at) => fleet.look(at)));
    expect(new Set(fleet.sent.map(({ id }) => id)).size).toBe(1);
  });

  it('is told by a detector that was started meanwhile, under the same id', async () => {
    const told: string[] = [];
    for (const restarts of [false, true]) {
      const fleet = new Fleet();
      await fleet.beat({});
      await fleet.look();
      fleet.clock.pass(60_000);
      if (restarts) fleet.restart(0);
      await fleet.look();
      fleet.clock.pass(90_000);
      await fleet.look();
      told.push(...fleet.sent.map(({ id }) => id));
    }
    expect(told).toHaveLength(2);
    expect(new Set(told).size).toBe(1);
  });

  it('is not told again by a detector that starts after it was told, and its end is', async () => {
    const fleet = new Fleet();
    await fleet.beat({ seq: 1 });
    await fleet.look();
    fleet.clock.pass(90_000);
    await fleet.look();
    fleet.restart(0);
    await fleet.look();
    fleet.clock.pass(DAY / 2);
    await fleet.look();
    await fleet.beat({ seq: 2 });
    expect(fleet.told).toEqual(['KW-1003 node-1 firing', 'KW-1003 node-1 resolved']);
  });

  it('is told again while the bus is away, and its end not before', async () => {
    const fleet = new Fleet();
    await fleet.beat({ seq: 1 });
    await fleet.look();
    fleet.clock.pass(90_000);
    fleet.busError = new KeywardenError('KW_BUS_PUBLISH', 'away', { retryable: true });
    await expect(fleet.look()).rejects.toThrow('away');
    expect((await fleet.store.silences()).size).toBe(0);
    fleet.busError = undefined;
    await fleet.look();
    expect(fleet.told).toEqual(['KW-1003 node-1 firing']);
  });

  it('is no alert when it spoke between the look and the word', async () => {
    class Speaking extends MemoryNodeWatchStore {
      override async load(nodes: readonly string[]) {
        if (this.isLate) await fleet.beat({ seq: 2 });
        return super.load(nodes);
      }
      isLate = false;
    }
    const store = new Speaking();
    const fleet = new Fleet(1, store);
    await fleet.beat({ seq: 1 });
    await fleet.look();
    fleet.clock.pass(90_000);
    store.isLate = true;
    const beat = fleet.beat.bind(fleet);
    fleet.beat = async (...beats) => {
      store.isLate = false;
      await beat(...beats);
    };
    await fleet.look();
    expect(fleet.told).toEqual([]);
  });

  it('is forgotten after a day, and its episodes end', async () => {
    const fleet = new Fleet();
    const blind = { state: 'blind', blind_since: '2026-11-24T03:59:00Z' } as const;
    await fleet.beat({ seq: 1, data: blind });
    await fleet.look();
    fleet.clock.pass(90_000);
    await fleet.look();
    fleet.clock.pass(DAY - 90_001);
    await fleet.look();
    expect(fleet.told).toEqual(['KW-1003 node-1 firing']);
    fleet.clock.pass(1);
    await fleet.look();
    expect(fleet.told.slice(1)).toEqual(['KW-1003 node-1 resolved', 'KW-1001 node-1 resolved']);
    expect(fleet.sent[1]?.resolution?.reason).toBe('forgotten');
    expect(await fleet.store.marks()).toEqual([]);
    await fleet.beat({ seq: 2 });
    expect(fleet.sent).toHaveLength(3);
  });
});

describe('clocks and disorder', () => {
  it.each([3_600_000, -3_600_000, DAY * 3, -DAY * 3])(
    'a wall clock that jumps by %i ms makes no node silent and hides none',
    async (jump) => {
      const fleet = new Fleet();
      await fleet.beat({ seq: 1 });
      await fleet.look();
      fleet.clock.wall += jump;
      await fleet.look();
      fleet.clock.pass(50_000);
      await fleet.beat({ seq: 2 });
      await fleet.look();
      fleet.clock.wall -= jump;
      fleet.clock.pass(89_999);
      await fleet.look();
      expect(fleet.told).toEqual([]);
      fleet.clock.pass(1);
      await fleet.look();
      expect(fleet.told).toEqual(['KW-1003 node-1 firing']);
    },
  );

  it('a heartbeat that comes late is no sign of life', async () => {
    const fleet = new Fleet();
    await fleet.beat({ seq: 1 }, { seq: 5, boot_id: 'new' });
    await fleet.look();
    fleet.clock.pass(90_000);
    await fleet.beat({ seq: 4, boot_id: 'new' }, { seq: 9 });
    await fleet.look();
    expect(fleet.told).toEqual(['KW-1003 node-1 firing']);
    await fleet.beat({ seq: 5, boot_id: 'new' });
    expect(fleet.sent).toHaveLength(1);
    await fleet.beat({ seq: 6, boot_id: 'new' });
    expect(fleet.told).toEqual(['KW-1003 node-1 firing', 'KW-1003 node-1 resolved']);
  });

  it('events that are not read yet are no silence', async () => {
    const fleet = new Fleet();
    await fleet.beat({ seq: 1 });
    await fleet.look();
    const stood = fleet.clock.monotonicMs();
    fleet.reading = () => ({ untilMs: stood, unbrokenMs: -Infinity });
    fleet.clock.pass(DAY / 2);
    await fleet.look();
    fleet.reading = () => undefined;
    await fleet.look();
    expect(fleet.told).toEqual([]);
  });
});

describe('a store that is away', () => {
  class Away extends MemoryNodeWatchStore {
    isAway = false;
    calls = 0;
    override load(nodes: readonly string[]) {
      this.calls += 1;
      return this.#or(() => super.load(nodes));
    }
    override marks() {
      return this.#or(() => super.marks());
    }
    #or<T>(answer: () => Promise<T>): Promise<T> {
      if (!this.isAway) return answer();
      return Promise.reject(new KeywardenError('KW_STATE_UNREACHABLE', 'no Redis'));
    }
  }

  it('holds up no heartbeat, and makes no node silent when it is back', async () => {
    const store = new Away();
    const fleet = new Fleet(1, store);
    await fleet.beat({ seq: 1 });
    await fleet.look();
    store.isAway = true;
    const before = store.calls;
    for (const seq of [2, 3, 4]) await fleet.beat({ seq });
    expect(store.calls).toBe(before + 1);
    fleet.clock.pass(120_000);
    await expect(fleet.look()).rejects.toThrow('no Redis');
    store.isAway = false;
    await fleet.look();
    expect(fleet.told).toEqual([]);
    await fleet.beat({ seq: 5 });
    expect((await store.marks())[0]?.seq).toBe(5);
  });

  it('that never answers holds a batch up for its patience only', async () => {
    const store = new MemoryNodeWatchStore();
    store.load = () => new Promise(() => undefined);
    const fleet = new Fleet(1, store);
    await fleet.beat({ seq: 1 });
    expect(fleet.told).toEqual([]);
  });
});

describe('heartbeats', () => {
  it('are written once per node and batch', async () => {
    const writes: string[][] = [];
    class Counting extends MemoryNodeWatchStore {
      override save(...args: Parameters<MemoryNodeWatchStore['save']>) {
        writes.push(args[0].map(({ mark }) => `${mark.node} ${String(mark.seq)}`));
        return super.save(...args);
      }
    }
    const fleet = new Fleet(1, new Counting());
    await fleet.beat({ seq: 1 }, { seq: 2 }, { node: 'b', seq: 1 }, { seq: 3 });
    expect(writes).toEqual([['node-1 3', 'b 1']]);
  });

  it('tell the ends of blindness and losses once, also to a detector that starts in between', async () => {
    const fleet = new Fleet();
    const since = '2026-11-24T03:59:00Z';
    await fleet.beat({ seq: 1, data: { state: 'blind', blind_since: since, losing_since: since } });
    fleet.restart(0);
    await fleet.beat({ seq: 2, data: { losing_since: since } });
    expect(fleet.told).toEqual([]);
    await fleet.beat({ seq: 3 }, { seq: 4 });
    expect(fleet.told).toEqual(['KW-1001 node-1 resolved', 'KW-1002 node-1 resolved']);
  });

  it('of 5,000 nodes are followed, and each silent one is told once', async () => {
    const fleet = new Fleet();
    const node = (n: number): string => `node-${String(n)}`;
    const all = Array.from({ length: 5_000 }, (_, n) => n);
    await fleet.beat(...all.map((n) => ({ node: node(n), seq: 1 })));
    await fleet.look();
    fleet.clock.pass(60_000);
    await fleet.beat(...all.filter((n) => n % 2 === 0).map((n) => ({ node: node(n), seq: 2 })));
    await fleet.look();
    fleet.clock.pass(30_000);
    const began = performance.now();
    await fleet.look();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(new Set(fleet.told).size).toBe(2_500);
    expect(fleet.sent.every(({ event }) => Number(event.node.slice(5)) % 2 === 1)).toBe(true);
    await fleet.look();
    expect(fleet.sent).toHaveLength(2_500);
  });
});

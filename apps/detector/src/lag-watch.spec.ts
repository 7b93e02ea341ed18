import type { LagQuestion, TopicLag } from '@keywarden/bus';
import { KeywardenError, TOPICS, type Alert } from '@keywarden/contracts';
import { createLogger } from '@keywarden/platform';
import type { NodeWatchStore } from '@keywarden/self-alerts';
import { MemoryNodeWatchStore } from '@keywarden/state';
import { describe, expect, it } from 'vitest';
import { LagWatch } from './lag-watch.js';
import { lagSection } from './node-watch-config.js';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const OWN = 'keywarden-detector';
const SOC = 'keywarden-notifier.soc';

/** Groups of one partition: name → offsets. */
class FakeGroups {
  readonly offsets = new Map<string, { high: number; committed: number }>([
    [OWN, { high: 0, committed: 0 }],
  ]);
  asked: LagQuestion[] = [];
  error: Error | undefined;

  set(group: string, high: number, committed: number): void {
    this.offsets.set(group, { high, committed });
  }

  groups(): Promise<string[]> {
    if (this.error !== undefined) return Promise.reject(this.error);
    return Promise.resolve([...this.offsets.keys(), 'of-somebody-else']);
  }

  read(questions: readonly LagQuestion[]): Promise<TopicLag[]> {
    this.asked = [...questions];
    return Promise.resolve(
      questions.flatMap(({ group, topic }) => {
        const at = this.offsets.get(group);
        return at === undefined
          ? []
          : [{ group, topic, partitions: [{ partition: 0, low: 0, ...at }] }];
      }),
    );
  }
}

class Fleet {
  wall = Date.parse('2026-11-24T04:00:00Z');
  monotonic = 0;
  readonly groups = new FakeGroups();
  readonly sent: Alert[] = [];

  constructor(readonly store: NodeWatchStore = new MemoryNodeWatchStore()) {}

  detector(instance = 'one', config: object = {}): LagWatch {
    return new LagWatch({
      reader: this.groups,
      store: this.store,
      publish: (alerts) => {
        this.sent.push(...alerts);
        return Promise.resolve();
      },
      config: lagSection.parse({ max_messages: 100, for_ms: 1_000, ...config }),
      ownGroup: OWN,
      instance,
      clock: { nowMs: () => this.wall, monotonicMs: () => this.monotonic },
      logger,
    });
  }

  pass(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }

  get told(): string[] {
    return this.sent.map(({ title, status = 'firing' }) => `${title}: ${status}`);
  }
}

const BEHIND = `Consumer group ${SOC} is behind`;

describe('LagWatch', () => {
  it('asks for the detectors, the notifier and its receivers, and for nobody else', async () => {
    const fleet = new Fleet();
    for (const group of [
      'keywarden-notifier',
      SOC,
      'keywarden-notifiers',
      'keywarden-notifier.old',
    ]) {
      fleet.groups.set(group, 0, 0);
    }
    await fleet.detector('one', { ignore_groups: ['keywarden-notifier.old', OWN] }).look();
    expect(fleet.groups.asked).toEqual([
      { group: OWN, topic: TOPICS.events },
      { group: 'keywarden-notifier', topic: TOPICS.alerts },
      { group: SOC, topic: TOPICS.alerts },
    ]);
    expect(fleet.told).toEqual([]);
  });

  it('tells an episode once, and its end', async () => {
    const fleet = new Fleet();
    const watch = fleet.detector();
    for (const [high, committed] of [
      [101, 0],
      [150, 0],
      [160, 100],
      [160, 160],
      [160, 160],
    ] as const) {
      fleet.groups.set(SOC, high, committed);
      await watch.look();
      fleet.pass(10);
    }
    expect(fleet.told).toEqual([`${BEHIND}: firing`, `${BEHIND}: resolved`]);
    fleet.groups.set(SOC, 500, 160);
    await watch.look();
    expect(fleet.sent[2]?.incident_id).not.toBe(fleet.sent[0]?.incident_id);
    expect(new Set(fleet.sent.slice(0, 2).map(({ incident_id }) => incident_id)).size).toBe(1);
  });

  it('tells one episode under one id, by whichever detectors, also after a restart', async () => {
    const fleet = new Fleet();
    fleet.groups.set(SOC, 101, 0);
    const [one, two] = [fleet.detector('one'), fleet.detector('two')];
    await one.look();
    fleet.pass(7);
    await two.look();
    const three = fleet.detector('three');
    await three.look();
    expect(fleet.sent).toHaveLength(3);
    expect(new Set(fleet.sent.map((alert) => JSON.stringify(alert))).size).toBe(1);
    fleet.groups.set(SOC, 101, 101);
    for (const watch of [three, two, one, fleet.detector('four')]) await watch.look();
    const ends = fleet.sent.slice(3);
    expect(ends.every(({ status }) => status === 'resolved')).toBe(true);
    expect(new Set(ends.map(({ id }) => id)).size).toBe(1);
    expect((await fleet.store.episodes()).size).toBe(0);
  });

  it('ends the episode of a group that is gone', async () => {
    const fleet = new Fleet();
    const watch = fleet.detector();
    fleet.groups.set(SOC, 101, 0);
    await watch.look();
    fleet.groups.offsets.delete(SOC);
    await watch.look();
    expect(fleet.told).toEqual([`${BEHIND}: firing`, `${BEHIND}: resolved`]);
    expect(fleet.sent[1]?.resolution?.reason).toContain('gone');
  });

  it('tells lag also while the store is away', async () => {
    const away = (): Promise<never> =>
      Promise.reject(new KeywardenError('KW_STATE_UNREACHABLE', 'no Redis'));
    const store = Object.assign(new MemoryNodeWatchStore(), {
      episodes: away,
      begin: away,
      end: away,
    });
    const fleet = new Fleet(store);
    const watch = fleet.detector();
    fleet.groups.set(SOC, 101, 0);
    await watch.look();
    await watch.look();
    fleet.groups.set(SOC, 101, 101);
    await watch.look();
    expect(fleet.told).toEqual([`${BEHIND}: firing`, `${BEHIND}: resolved`]);
  });

  it('knows how far the events are read, and nothing while the bus is away', async () => {
    const fleet = new Fleet();
    const watch = fleet.detector();
    expect(watch.reading()).toBeUndefined();
    fleet.groups.set(OWN, 9, 5);
    await watch.look();
    expect(watch.reading()).toBeUndefined();
    fleet.pass(10);
    fleet.groups.set(OWN, 20, 9);
    await watch.look();
    expect(watch.reading()).toEqual({ untilMs: 0, unbrokenMs: 0 });
    fleet.groups.error = new Error('away');
    await expect(watch.look()).rejects.toThrow('away');
    expect(watch.reading()).toBeUndefined();
    fleet.groups.error = undefined;
    fleet.pass(90);
    fleet.groups.set(OWN, 20, 20);
    await watch.look();
    expect(watch.reading()).toEqual({ untilMs: 100, unbrokenMs: 100 });
  });
});

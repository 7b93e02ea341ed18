import type { EventBalance } from '@keywarden/contracts';
import type { SensorCounters, SensorEvent } from '@keywarden/sensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accounting } from './accounting.js';

const NAMES = ['security_file_open', 'security_inode_rename', 'sched_process_exec'] as const;
const name = fc.constantFrom(...NAMES);
const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** One thing that can happen to an event, and what the books must say in the end. */
const step = fc.oneof(
  fc.record({ what: fc.constant('ring_full' as const), name }),
  fc.record({ what: fc.constant('decode_short_record' as const), name }),
  fc.record({
    what: fc.constantFrom('emitted', 'received', 'made', 'published', 'filtered', 'dropped'),
    name,
  }),
);

/** The whole way of events, driven by random steps; a step that has nothing to act on does nothing. */
class World {
  readonly accounting = new Accounting();
  readonly emitted = new Map<string, number>();
  readonly arrived = new Map<string, number>();
  readonly inRing = new Map<string, number>();
  readonly inHand = new Map<string, number>();
  readonly lostInKernel = new Map<string, Record<string, number>>();
  happened = 0;

  add(map: Map<string, number>, key: string, by = 1): void {
    map.set(key, (map.get(key) ?? 0) + by);
  }

  loseInKernel(event: string, cause: string): void {
    const lost = this.lostInKernel.get(event) ?? {};
    lost[cause] = (lost[cause] ?? 0) + 1;
    this.lostInKernel.set(event, lost);
  }

  take(map: Map<string, number>, key: string): boolean {
    if ((map.get(key) ?? 0) === 0) return false;
    this.add(map, key, -1);
    return true;
  }

  step(what: string, event: string): void {
    const { accounting } = this;
    switch (what) {
      case 'ring_full':
        this.happened += 1;
        this.loseInKernel(event, what);
        return;
      case 'emitted':
        this.happened += 1;
        this.add(this.emitted, event);
        this.add(this.inRing, event);
        return;
      case 'decode_short_record':
        if (this.take(this.inRing, event)) this.loseInKernel(event, what);
        return;
      case 'received':
        if (!this.take(this.inRing, event)) return;
        this.add(this.arrived, event);
        accounting.received(event);
        this.add(this.inHand, event);
        return;
      case 'made':
        this.happened += 1;
        accounting.made(event);
        this.add(this.inHand, event);
        return;
      default:
        if (!this.take(this.inHand, event)) return;
        if (what === 'published') accounting.published(event);
        else if (what === 'filtered') accounting.filtered(event);
        else accounting.lost('buffer_full', event);
    }
  }

  /** As the sensor reports; `named` says whether it can tell the names. */
  counters(named: boolean): SensorCounters {
    const lost: Record<string, number> = {};
    for (const counts of this.lostInKernel.values()) {
      for (const [cause, count] of Object.entries(counts)) lost[cause] = (lost[cause] ?? 0) + count;
    }
    const byName = Object.fromEntries(
      NAMES.map((event) => [
        event,
        { emitted: this.emitted.get(event) ?? 0, lost: this.lostInKernel.get(event) ?? {} },
      ]),
    ) as Record<SensorEvent['name'], { emitted: number; lost: Record<string, number> }>;
    const sum = (map: Map<string, number>): number => [...map.values()].reduce((a, b) => a + b, 0);
    const all = { emitted: sum(this.emitted), received: sum(this.arrived), lost, noted: {} };
    return named ? { ...all, byName } : all;
  }
}

function expectBalanced({ captured, published, filtered, queued, lost }: EventBalance): void {
  expect(published + filtered + queued + total(lost)).toBe(captured);
  expect(Math.min(published, filtered, queued, ...Object.values(lost))).toBeGreaterThanOrEqual(0);
}

describe('Accounting', () => {
  it('balances per name and in sum, in whatever order things happen', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, named) => {
        const world = new World();
        for (const { what, name: event } of steps) {
          world.step(what, event);
          const { by_name, ...all } = world.accounting.balance(world.counters(named));
          expectBalanced(all);
          expect(all.captured).toBe(world.happened);
          for (const part of Object.values(by_name)) expectBalanced(part);
          for (const key of ['captured', 'published', 'filtered', 'queued'] as const) {
            expect(total(mapValues(by_name, (part) => part[key]))).toBe(all[key]);
          }
          expect(total(mapValues(by_name, (part) => total(part.lost)))).toBe(total(all.lost));
          if (!named) continue;
          expect(by_name).not.toHaveProperty('unknown');
          for (const event of NAMES) {
            const waiting = (world.inRing.get(event) ?? 0) + (world.inHand.get(event) ?? 0);
            expect(by_name[event]?.queued ?? 0).toBe(waiting);
          }
        }
      }),
    );
  });

  it('puts what the kernel does not name under a name of its own', () => {
    const accounting = new Accounting();
    accounting.received('security_file_open');
    const lost = { ring_full: 4, decode_unknown_type: 1 };
    const byName = { security_file_open: { emitted: 5, lost: { ring_full: 3 } } };
    const { by_name } = accounting.balance({ emitted: 5, received: 1, lost, noted: {}, byName });
    expect(by_name).toEqual({
      security_file_open: {
        captured: 7,
        published: 0,
        filtered: 0,
        queued: 4,
        lost: { ring_full: 3 },
      },
      unknown: {
        captured: 2,
        published: 0,
        filtered: 0,
        queued: 0,
        lost: { ring_full: 1, decode_unknown_type: 1 },
      },
    });
  });
});

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  by: (value: T) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, by(value)]));
}

import type { NotificationStore } from '@keywarden/routing';
import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type Answer,
  type TimelineOptions,
  type TimelineReceiver,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

function start(receiver: Partial<TimelineReceiver> = {}, options: Partial<TimelineOptions> = {}) {
  return new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'soc', ...receiver }],
    ...options,
  });
}

const delivered = { outcome: 'delivered' } as const;
const retry = { outcome: 'retry', reason: 'busy' } as const;
const ids = (line: Timeline) =>
  line.told.flatMap(({ notification }) => notification.alerts.map(({ id }) => id));
const a = anIncidentAlert('a');
const b = anIncidentAlert('b', 'other');

type Method = 'claim' | 'commit' | 'state' | 'due' | 'release';

/** A store of which some methods throw for a while. */
function trouble(methods: readonly Method[], untilMs: number): TimelineOptions['store'] {
  return (scheduler) => {
    const store = new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() });
    const check = (method: Method): void => {
      const isDown = scheduler.monotonicMs() < untilMs && methods.includes(method);
      if (isDown) throw new Error(`${method}: no connection`);
    };
    const guarded = async <T>(method: Method, work: () => Promise<T>): Promise<T> => {
      check(method);
      return work();
    };
    const faulty: NotificationStore = {
      claim: (...args) => guarded('claim', () => store.claim(...args)),
      commit: (...args) => guarded('commit', () => store.commit(...args)),
      release: (...args) => guarded('release', () => store.release(...args)),
      state: (...args) => guarded('state', () => store.state(...args)),
      due: (...args) => guarded('due', () => store.due(...args)),
      deliveries: (...args) => store.deliveries(...args),
    };
    return faulty;
  };
}

for (const style of ['people', 'stream'] as const) {
  describe(`a ${style} receiver of a process that is killed`, () => {
    it('before anything was told: told once by the next', async () => {
      const line = start({ style });
      line.push(a, b);
      line.restart();
      await line.at(2 * MINUTE);
      expect(ids(line).sort()).toEqual(['a', 'b']);
    });

    it('while an attempt hangs: told once by the next', async () => {
      const answer: Answer = (_, atMs) => (atMs < 31 * SECOND ? 'hang' : delivered);
      const line = start({ style, answer });
      line.push(a, b);
      await line.at(32 * SECOND, () => {
        line.restart();
      });
      await line.at(5 * MINUTE);
      expect(ids(line).sort()).toEqual(['a', 'b']);
      expect(line.undecided('soc')).toEqual([]);
    });

    it('while it waits for the next attempt: told once by the next', async () => {
      const answer: Answer = (_, atMs) => (atMs < 50 * SECOND ? retry : delivered);
      const line = start({ style, answer });
      line.push(a, b);
      for (const second of [31, 35, 41, 47]) {
        await line.at(second * SECOND, () => {
          line.restart();
        });
      }
      await line.at(5 * MINUTE);
      expect(ids(line).sort()).toEqual(['a', 'b']);
    });

    it('after the receiver took it and before that was written down: told twice at most', async () => {
      const answer: Answer = () => ({ result: delivered, afterMs: 2 * SECOND });
      const line = start({ style, answer });
      line.push(a);
      await line.at(31 * SECOND, () => {
        if (style === 'people') line.restart();
      });
      await line.at(5 * MINUTE);
      expect(ids(line)).toEqual(style === 'people' ? ['a', 'a'] : ['a']);
      expect(new Set(line.told.map(({ notification }) => notification.id)).size).toBe(1);
    });

    it('after it was written down and before the bus knew: not told again', async () => {
      const line = start({ style });
      line.push(a);
      await line.at(MINUTE, () => {
        line.restart();
        line.push(a);
      });
      await line.at(10 * MINUTE);
      expect(ids(line)).toEqual(['a']);
      expect(line.outcomes('a')).toEqual(['delivered', 'already-delivered']);
    });

    it('in good order while an attempt hangs: given up and told once by the next', async () => {
      const answer: Answer = (_, atMs) => (atMs < 31 * SECOND ? 'hang' : delivered);
      const line = start({ style, answer });
      line.push(a, b);
      await line.at(32 * SECOND, () => line.handOver());
      await line.at(5 * MINUTE);
      expect(ids(line).sort()).toEqual(['a', 'b']);
    });
  });

  describe(`a ${style} receiver while the state is away`, () => {
    for (const methods of [
      ['claim'],
      ['commit'],
      ['state'],
      ['due'],
      ['release'],
      ['claim', 'commit', 'state', 'due', 'release'],
    ] as const) {
      it(`for ${methods.join(', ')}: nothing is lost and nothing told twice`, async () => {
        const line = start({ style }, { store: trouble(methods, 2 * MINUTE) });
        line.push(a, b);
        await line.at(45 * SECOND, () => {
          line.push(anIncidentAlert('c'));
        });
        await line.at(10 * MINUTE);
        expect(ids(line).sort()).toEqual(['a', 'b', 'c']);
        expect(line.undecided('soc')).toEqual([]);
      });
    }

    it('and the process is killed: told twice only what was not written down', async () => {
      const line = start({ style }, { store: trouble(['commit'], 2 * MINUTE) });
      line.push(a, b);
      await line.at(MINUTE, () => {
        line.restart();
      });
      await line.at(10 * MINUTE);
      expect([...new Set(ids(line))].sort()).toEqual(['a', 'b']);
      expect(ids(line).length).toBeLessThanOrEqual(4);
    });
  });
}

it('settles what waits when it closes, though the state answers late', async () => {
  const line = start({}, { store: trouble(['claim', 'state'], HOUR) });
  line.push(a, b);
  await line.at(SECOND);
  await line.pipeline('soc').close(AbortSignal.abort());
  await line.at(2 * MINUTE);
  expect(line.pipeline('soc').pending).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { ReadyQueue, type Flight } from './flight.js';

const timing = { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0, resolveAfterMs: 0 };
const route = {
  matchers: [],
  receivers: [],
  continue: false,
  timing,
  escalation: [],
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  routes: [],
};

function flight(incidentId: string, parts = 1, notBeforeMs = 0, readyMs = 0): Flight {
  return {
    incidentId,
    route,
    parts: Array.from({ length: parts }, () => ({ items: [], failed: [] })),
    attempts: 0,
    startedMs: undefined,
    notBeforeMs,
    readyMs,
    farewells: [],
    released: false,
    landed: () => undefined,
  };
}

const queueOf = (...flights: readonly Flight[]) => {
  const queue = new ReadyQueue();
  for (const one of flights) queue.put(one);
  return queue;
};
const names = (taken: ReturnType<ReadyQueue['take']>) =>
  taken !== undefined && 'flights' in taken
    ? taken.flights.map(({ incidentId }) => incidentId)
    : taken;
const batch = (maxParts: number, lingerMs = 0) => ({ maxParts, lingerMs });

describe('ReadyQueue', () => {
  it('gives the first ones that fit, and the rest later', () => {
    const queue = queueOf(flight('a', 2), flight('b', 1), flight('c', 1));
    expect(names(queue.take(0, batch(3)))).toEqual(['a', 'b']);
    expect(names(queue.take(0, batch(3)))).toEqual(['c']);
    expect(queue.take(0, batch(3))).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it('passes over what may not be tried yet, to the ms', () => {
    const queue = queueOf(flight('a', 1, 100), flight('b', 1, 50), flight('c', 1, 40));
    expect(queue.take(39, batch(1))).toEqual({ askAtMs: 40 });
    expect(names(queue.take(40, batch(1)))).toEqual(['c']);
    expect(names(queue.take(99, batch(9)))).toEqual(['b']);
    expect(queue.take(99, batch(9))).toEqual({ askAtMs: 100 });
  });

  it('lets a batch fill until its time, and no longer', () => {
    const queue = queueOf(flight('a', 1, 0, 10), flight('b', 1, 0, 15));
    expect(queue.take(20, batch(3, 100))).toEqual({ askAtMs: 110 });
    expect(queue.take(109, batch(3, 100))).toEqual({ askAtMs: 110 });
    expect(names(queue.take(110, batch(3, 100)))).toEqual(['a', 'b']);
    expect(names(queueOf(flight('a'), flight('b')).take(0, batch(2, 100)))).toEqual(['a', 'b']);
  });

  it('takes out what is removed', () => {
    const a = flight('a');
    const queue = queueOf(a, flight('b'));
    queue.remove([a]);
    expect(queue.all.map(({ incidentId }) => incidentId)).toEqual(['b']);
  });
});

import { observe, type NodeRecord } from '@keywarden/self-alerts';
import { aHeartbeat, describeNodeWatchStoreContract } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { MemoryNodeWatchStore } from './memory-node-watch.js';

describeNodeWatchStoreContract('memory', () => {
  let now = 0;
  return Promise.resolve({
    store: new MemoryNodeWatchStore({ now: () => now }),
    close: () => Promise.resolve(),
    pass: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
});

describe('MemoryNodeWatchStore', () => {
  it('keeps the nodes that were heard last', async () => {
    const store = new MemoryNodeWatchStore({ maxNodes: 2 });
    const record = (node: string): NodeRecord =>
      observe(undefined, aHeartbeat({ node }), [], 0).record!;
    await store.save([record('a'), record('b')], []);
    await store.save([record('a')], []);
    await store.save([record('c')], []);
    expect((await store.marks()).map(({ node }) => node)).toEqual(['a', 'c']);
  });
});

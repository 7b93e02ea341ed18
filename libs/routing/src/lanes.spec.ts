import { describe, expect, it } from 'vitest';
import { inLanes } from './lanes.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('inLanes', () => {
  it('keeps the order of a key and the bound on concurrency', async () => {
    const items = ['a1', 'b1', 'a2', 'c1', 'b2', 'a3'];
    const done: string[] = [];
    let running = 0;
    let most = 0;
    await inLanes(
      items,
      (item) => item.charAt(0),
      2,
      async (item) => {
        most = Math.max(most, ++running);
        await turn();
        done.push(item);
        running--;
      },
    );
    expect(most).toBe(2);
    for (const key of ['a', 'b', 'c']) {
      const inOrder = (list: string[]) => list.filter((item) => item.startsWith(key));
      expect(inOrder(done)).toEqual(inOrder(items));
    }
  });

  it('fails with the first error, after what had begun has ended', async () => {
    const ended: string[] = [];
    const work = async (item: string) => {
      await turn();
      if (item === 'bad') throw new Error('broken');
      await turn();
      ended.push(item);
    };
    const run = inLanes(['bad', 'good', 'later'], (item) => item, 2, work);
    await expect(run).rejects.toThrow('broken');
    expect(ended).toEqual(['good']);
  });
});

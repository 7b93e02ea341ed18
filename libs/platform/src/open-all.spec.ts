import { describe, expect, it } from 'vitest';
import { openAll } from './open-all.js';

describe('openAll', () => {
  const part = (name: string, ended: string[]) => () => {
    ended.push(name);
    return Promise.resolve();
  };

  it('closes in the opposite order, once', async () => {
    const ended: string[] = [];
    const service = await openAll((opened) => {
      opened.push(part('redis', ended), part('kafka', ended));
      return Promise.resolve();
    });
    expect(ended).toEqual([]);
    await service.close();
    await service.close();
    expect(ended).toEqual(['kafka', 'redis']);
  });

  it('leaves nothing open when a part cannot be opened', async () => {
    const ended: string[] = [];
    const opening = openAll((opened) => {
      opened.push(part('redis', ended));
      return Promise.reject(new Error('no Kafka'));
    });
    await expect(opening).rejects.toThrow('no Kafka');
    expect(ended).toEqual(['redis']);
  });
});

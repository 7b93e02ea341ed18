import { describe, expect, it } from 'vitest';
import { cachedToken, type Token } from './token.js';

describe('cachedToken', () => {
  let nowMs = 0;
  let fetched = 0;
  let broken = false;
  const source = (lifeMs: number) => {
    nowMs = 0;
    fetched = 0;
    broken = false;
    return cachedToken(
      () => {
        if (broken) return Promise.reject(new Error('down'));
        fetched += 1;
        return Promise.resolve<Token>({ value: String(fetched), expiresMs: nowMs + lifeMs });
      },
      () => nowMs,
    );
  };
  const valueAt = async (token: () => Promise<Token>, atMs: number) => {
    nowMs = atMs;
    return (await token()).value;
  };

  it('keeps a token until a minute before its end', async () => {
    const token = source(3_600_000);
    expect(await valueAt(token, 0)).toBe('1');
    expect(await valueAt(token, 3_539_999)).toBe('1');
    expect(await valueAt(token, 3_540_000)).toBe('2');
  });

  it('renews a short-lived one early enough for one login', async () => {
    const token = source(50_000);
    expect(await valueAt(token, 0)).toBe('1');
    expect(await valueAt(token, 34_999)).toBe('1');
    expect(await valueAt(token, 35_000)).toBe('2');
    const fleeting = source(10_000);
    expect(await valueAt(fleeting, 0)).toBe('1');
    expect(await valueAt(fleeting, 1)).toBe('2');
  });

  it('asks once for connections that are made at the same time', async () => {
    const token = source(3_600_000);
    await Promise.all([token(), token(), token()]);
    expect(fetched).toBe(1);
  });

  it('goes on with the old one while it lasts when no new one can be had', async () => {
    const token = source(3_600_000);
    await token();
    broken = true;
    expect(await valueAt(token, 3_599_999)).toBe('1');
    await expect(valueAt(token, 3_600_000)).rejects.toThrow('down');
    broken = false;
    expect(await valueAt(token, 3_600_001)).toBe('2');
  });
});

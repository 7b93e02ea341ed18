import { describe, expect, it } from 'vitest';
import { StormWatch } from './storm.js';

const MINUTE = 60_000;
const watch = () => new StormWatch({ alerts: 10, windowMs: MINUTE });
const see = (storms: StormWatch, node: string, times: number, atMs: number) =>
  Array.from({ length: times }, () => storms.see(node, atMs)).filter((news) => news !== undefined);

describe('StormWatch', () => {
  it('begins with the alert that reaches the limit, once, for that node only', () => {
    const storms = watch();
    expect(see(storms, 'a', 9, 5_000)).toEqual([]);
    expect(see(storms, 'b', 9, 5_000)).toEqual([]);
    const storm = { node: 'a', sinceMs: 0, count: 10 };
    expect(see(storms, 'a', 5, 6_000)).toEqual([{ kind: 'began', storm }]);
  });

  it('does not add up alerts of two windows', () => {
    const storms = watch();
    expect(see(storms, 'a', 9, MINUTE - 1)).toEqual([]);
    expect(see(storms, 'a', 9, MINUTE)).toEqual([]);
  });

  it('lasts while half of the limit comes, and ends with the first calmer window', () => {
    const storms = watch();
    see(storms, 'a', 10, 0);
    expect(storms.endedBy(MINUTE)).toEqual([]);
    see(storms, 'a', 5, MINUTE);
    expect(storms.endedBy(2 * MINUTE)).toEqual([]);
    see(storms, 'a', 4, 2 * MINUTE);
    expect(storms.endedBy(3 * MINUTE)).toEqual([
      { kind: 'ended', storm: { node: 'a', sinceMs: 0, count: 19 } },
    ]);
    expect(storms.endedBy(4 * MINUTE)).toEqual([]);
    expect(see(storms, 'a', 10, 4 * MINUTE)).toHaveLength(1);
  });

  it('does not mind a clock that is set back, and none is one with the limit 0', () => {
    const storms = watch();
    see(storms, 'a', 9, 10 * MINUTE);
    expect(see(storms, 'a', 9, 2 * MINUTE)).toEqual([]);
    expect(see(new StormWatch({ alerts: 0, windowMs: MINUTE }), 'a', 100, 0)).toEqual([]);
  });
});

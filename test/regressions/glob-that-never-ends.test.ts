import { pathTest, textTest } from '../../libs/signature/src/match/glob.ts';
import { expect, it } from 'vitest';

/** With several wildcards in a glob of the policy, a fitting name kept the detector busy for hours. */
it.each([
  ['/opt/*-*-*-*-*-*-*-*x', `/opt/${'-'.repeat(4_000)}`],
  ['/opt/**/a/**/b/**/a/**/b/**/x', `/opt${'/a/b'.repeat(1_000)}`],
])('the path %s answers a path that was made against it', (glob, path) => {
  expect(pathTest([glob])(path)).toBe(false);
});

it('so does the name of an image', () => {
  const image = `${'/'.repeat(2_000)}${':'.repeat(2_000)}`;
  expect(textTest(['*/*/*/*/*:*:*x'])(image)).toBe(false);
});

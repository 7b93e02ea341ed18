import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GlobTree } from './glob-tree.js';

/** By the book, one glob after the other. */
function fits(glob: readonly string[], path: readonly string[]): boolean {
  const [part, ...rest] = glob;
  const [component, ...others] = path;
  if (part === undefined) return component === undefined;
  if (component === undefined) return false;
  if (part === '**') {
    return rest.length === 0 || fits(rest, path) || fits(glob, others);
  }
  return (part === '*' || part === component) && fits(rest, others);
}

function treeOf(globs: readonly string[]): GlobTree<string> {
  const tree = new GlobTree<string>();
  for (const glob of globs) tree.add(glob, glob);
  return tree;
}

describe('GlobTree', () => {
  it('finds the first glob that fits, whichever way it is reached', () => {
    const parts = (...names: string[]) =>
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 6 });
    const globs = fc.array(parts('a', 'b', '*', '**', '**'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(globs, parts('a', 'b', 'c'), (all, path) => {
        const first = all.find((glob) => fits(glob, path));
        const found = treeOf(all.map((glob) => `/${glob.join('/')}`)).find(`/${path.join('/')}`);
        expect(found).toBe(first === undefined ? undefined : `/${first.join('/')}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('answers paths that were made against it', () => {
    const deep = treeOf(['/srv/**/a/**/b/**/a/**/b/**/x']);
    expect(deep.find(`/srv${'/a/b'.repeat(1_000)}`)).toBeUndefined();
    const wild = treeOf(['/srv/*-*-*-*-*-*-*-*x']);
    expect(wild.find(`/srv/${'-'.repeat(255)}`)).toBeUndefined();
  });
});

import { starTest } from './star-test.js';

/** A step of many globs at once: where they go on from the same beginning. */
interface Branch<T> {
  /** Components without wildcards. */
  readonly exact: Map<string, Branch<T>>;
  /** Components with `*`, by their text. */
  readonly wild: Map<string, { test: (component: string) => boolean; branch: Branch<T> }>;
  /** What follows a `**`. */
  deep: Branch<T> | undefined;
  /** The glob that ends here. */
  leaf: Ranked<T> | undefined;
}

interface Ranked<T> {
  readonly rank: number;
  readonly value: T;
}

/**
 * Finds the first of many globs that a path fits, without trying one after the other: a path that
 * leaves all of them is let go at its first foreign component. `*` stands for any part of one
 * component, `**` for any number of components, at the end for at least one.
 */
export class GlobTree<T> {
  readonly #root: Branch<T> = newBranch();
  #size = 0;

  /** Globs that are added first win. Absolute ones only. */
  add(glob: string, value: T): void {
    let branch = this.#root;
    for (const component of glob.split('/').slice(1)) branch = child(branch, component);
    branch.leaf ??= { rank: this.#size, value };
    this.#size += 1;
  }

  /** The value of the first glob that fits an absolute, normalised path. */
  find(path: string): T | undefined {
    if (!path.startsWith('/')) return undefined;
    return search(this.#root, { text: path, deep: undefined }, 1, undefined)?.value;
  }
}

function newBranch<T>(): Branch<T> {
  return { exact: new Map(), wild: new Map(), deep: undefined, leaf: undefined };
}

function child<T>(branch: Branch<T>, component: string): Branch<T> {
  if (component === '**') return (branch.deep ??= newBranch());
  if (!component.includes('*')) {
    const known = branch.exact.get(component) ?? newBranch<T>();
    branch.exact.set(component, known);
    return known;
  }
  const known = branch.wild.get(component) ?? {
    test: starTest(component),
    branch: newBranch<T>(),
  };
  branch.wild.set(component, known);
  return known.branch;
}

/** A path that is looked up. */
interface Path<T> {
  readonly text: string;
  /** Where what follows a `**` was looked for already: from there on, so that later is in vain. */
  deep: Map<Branch<T>, number> | undefined;
}

type Found<T> = Ranked<T> | undefined;

function better<T>(a: Found<T>, b: Found<T>): Found<T> {
  if (a === undefined || b === undefined) return a ?? b;
  return a.rank < b.rank ? a : b;
}

/** Looks on from a branch with the components of the path from `at` on. */
function search<T>(branch: Branch<T>, path: Path<T>, at: number, best: Found<T>): Found<T> {
  const { text } = path;
  if (at >= text.length) return best;
  const slash = text.indexOf('/', at);
  const end = slash === -1 ? text.length : slash;
  const component = text.slice(at, end);
  const next = branch.exact.get(component);
  let found = best;
  if (next !== undefined) found = arrive(next, path, end, found);
  for (const { test, branch: one } of branch.wild.values()) {
    if (test(component)) found = arrive(one, path, end, found);
  }
  if (branch.deep !== undefined) found = searchDeep(branch.deep, path, at, found);
  return found;
}

function arrive<T>(branch: Branch<T>, path: Path<T>, end: number, best: Found<T>): Found<T> {
  return end === path.text.length ? better(best, branch.leaf) : search(branch, path, end + 1, best);
}

/** Whatever follows the `**` may begin at this component or at any later one. */
function searchDeep<T>(deep: Branch<T>, path: Path<T>, at: number, best: Found<T>): Found<T> {
  path.deep ??= new Map();
  const before = path.deep.get(deep);
  if (before !== undefined && before <= at) return best;
  path.deep.set(deep, at);
  let found = better(best, deep.leaf);
  const isEnd = deep.exact.size === 0 && deep.wild.size === 0 && deep.deep === undefined;
  if (isEnd) return found;
  for (let from = at; from > 0; from = path.text.indexOf('/', from) + 1) {
    found = search(deep, path, from, found);
  }
  return found;
}

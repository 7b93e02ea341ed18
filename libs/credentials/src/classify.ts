import picomatch from 'picomatch';
import { CATALOGUE } from './catalogue.js';
import type { CatalogueEntry } from './entry.js';

interface Matcher {
  entry: CatalogueEntry;
  matches: (path: string) => boolean;
}

/** More specific first: fewer `**`, then more characters that are not wildcards. */
function bySpecificity(a: CatalogueEntry, b: CatalogueEntry): number {
  const depths = (glob: string): number => glob.split('**').length;
  const literal = (glob: string): number => glob.replaceAll('*', '').length;
  return depths(a.glob) - depths(b.glob) || literal(b.glob) - literal(a.glob);
}

function compile(entry: CatalogueEntry): Matcher {
  if (!entry.glob.includes('*')) return { entry, matches: (path) => path === entry.glob };
  const options = {
    dot: true,
    nobrace: true,
    noextglob: true,
    nobracket: true,
    strictSlashes: true,
  };
  return { entry, matches: picomatch(entry.glob, options) };
}

const MATCHERS: readonly Matcher[] = [...CATALOGUE].sort(bySpecificity).map(compile);

/**
 * The catalogue entry for an absolute, normalised path on the node (host root stripped), or undefined
 * when it is no known credential. Exact entries win over globs, narrow globs over wide ones.
 */
export function classify(path: string): CatalogueEntry | undefined {
  return MATCHERS.find((matcher) => matcher.matches(path))?.entry;
}

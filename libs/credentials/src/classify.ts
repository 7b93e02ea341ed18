import { CREDENTIAL_CONTENTS } from '@keywarden/contracts';
import { CATALOGUE } from './catalogue.js';
import type { CatalogueEntry } from './entry.js';
import { GlobTree } from './glob-tree.js';

/** Says which entry a path is about, or undefined when it is no known credential. */
export type Classify = (path: string) => CatalogueEntry | undefined;

/**
 * More specific first: fewer `**`, then more characters that are not wildcards. Of the same place, what
 * an installed distribution says of it, else the stricter: a kubeconfig in one distribution is a file
 * without secrets in another.
 */
function byPrecedence(installed: ReadonlySet<string>) {
  const depths = ({ glob }: CatalogueEntry): number => glob.split('**').length;
  const literal = ({ glob }: CatalogueEntry): number => glob.replaceAll('*', '').length;
  const foreign = ({ distribution }: CatalogueEntry): number =>
    installed.has(distribution) ? 0 : 1;
  const contained = ({ inContainer }: CatalogueEntry): number => (inContainer ? 1 : 0);
  const harmless = ({ content }: CatalogueEntry): number => CREDENTIAL_CONTENTS.indexOf(content);
  return (a: CatalogueEntry, b: CatalogueEntry): number =>
    depths(a) - depths(b) ||
    literal(b) - literal(a) ||
    foreign(a) - foreign(b) ||
    contained(a) - contained(b) ||
    harmless(a) - harmless(b);
}

/**
 * Prepares a catalogue for look-ups of absolute, normalised paths on the node (host root stripped).
 * Exact entries win over globs, narrow globs over wide ones.
 *
 * @param installed distributions of this node, whose meaning of a shared path counts
 */
export function compileCatalogue(
  entries: readonly CatalogueEntry[],
  installed: ReadonlySet<string> = new Set(),
): Classify {
  const tree = new GlobTree<CatalogueEntry>();
  for (const entry of entries.toSorted(byPrecedence(installed))) tree.add(entry.glob, entry);
  return (path) => tree.find(path);
}

/** {@link compileCatalogue} of the shipped catalogue, without knowledge of the node. */
export const classify: Classify = compileCatalogue(CATALOGUE);

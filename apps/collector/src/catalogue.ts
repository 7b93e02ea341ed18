import type { Credential } from '@keywarden/contracts';
import {
  CATALOGUE,
  type CatalogueEntry,
  certificateFor,
  type CertificateSource,
  classify,
} from '@keywarden/credentials';

/** Where credentials can appear. */
export interface WatchRoot {
  /** Absolute node path; a component may hold `*`. */
  readonly pattern: string;
  /**
   * `directory`: everything below it is of interest, also files that do not exist yet.
   * `file`: only the files that the pattern names, because the directory around them is busy with
   * other things.
   */
  readonly kind: 'directory' | 'file';
}

/** What the collector asks the catalogue of credential locations. */
export interface Catalogue {
  readonly roots: readonly WatchRoot[];
  /** The credential at a node path; undefined for anything else. */
  classify(nodePath: string): Credential | undefined;
  /** Where the public certificate that belongs to a credential is found. */
  certificateFor(nodePath: string): CertificateSource;
}

/** Directories that hold credentials in every distribution, and nothing that workloads use. */
const DEDICATED: readonly string[] = ['/etc/kubernetes'];

/** The shipped catalogue without the globs that the operator excluded. */
export function shippedCatalogue(excludedGlobs: readonly string[]): Catalogue {
  const entries = CATALOGUE.filter(
    ({ glob, inContainer }) => !inContainer && !excludedGlobs.includes(glob),
  );
  return {
    roots: rootsOf(entries),
    classify(nodePath) {
      const entry = classify(nodePath);
      if (entry === undefined || excludedGlobs.includes(entry.glob)) return undefined;
      const { kind, distribution, content, reach } = entry;
      return { kind, distribution, canonical_path: nodePath, content, reach };
    },
    certificateFor,
  };
}

/**
 * The narrowest places that cover a catalogue. A whole directory is watched where it can be, because
 * only that leaves no gap for files made later. It cannot where the catalogue itself names, below
 * it, directories of changing names (`/var/lib/kubelet` holds the pods' own volumes): watching those
 * would have the kernel report every open of every workload.
 */
export function rootsOf(entries: readonly Pick<CatalogueEntry, 'glob'>[]): WatchRoot[] {
  const globs = entries.map(({ glob }) => glob);
  const isBusy = (directory: string): boolean =>
    directory === '' ||
    (!DEDICATED.includes(directory) &&
      globs.some((glob) => glob.startsWith(`${directory}/`) && hasWildDirectory(glob)));
  const roots = new Map<string, WatchRoot['kind']>();
  for (const glob of globs) {
    const directory = directoryPattern(glob);
    if (directory.includes('*') || !isBusy(directory)) roots.set(directory, 'directory');
    else roots.set(glob, 'file');
  }
  const trees = [...roots].flatMap(([pattern, kind]) => (kind === 'directory' ? [pattern] : []));
  return [...roots]
    .filter(([pattern]) => !trees.some((tree) => covers(tree, pattern)))
    .map(([pattern, kind]) => ({ pattern, kind }));
}

/** The directory of a glob: what is before `**`, or before the last component. */
function directoryPattern(glob: string): string {
  const components = glob.split('/');
  const deep = components.indexOf('**');
  const kept = components.slice(0, deep === -1 ? -1 : deep);
  // The timestamped directories of a projected volume come and go: their parent is the place.
  while (kept.at(-1)?.startsWith('..') === true) kept.pop();
  return kept.join('/');
}

/** A component with a wildcard that is followed by a fixed one. */
function hasWildDirectory(glob: string): boolean {
  const components = glob.split('/');
  const wild = components.findIndex((component) => component.includes('*'));
  return wild !== -1 && components.slice(wild + 1).some((component) => !component.includes('*'));
}

function covers(tree: string, pattern: string): boolean {
  const [above, below] = [tree.split('/'), pattern.split('/')];
  return (
    above.length < below.length &&
    above.every((component, index) => component === '*' || component === below[index])
  );
}

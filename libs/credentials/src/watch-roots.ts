import type { CatalogueEntry } from './entry.js';

/** A directory to watch, or a single file in a directory that is not ours as a whole. */
export interface WatchRoot {
  path: string;
  kind: 'directory' | 'file';
}

/**
 * What has to be watched for a catalogue: for a glob with wildcards the directory above the first one,
 * with everything below; for an exact path the file itself. Roots below other directory roots are left
 * out, and so is what only containers see.
 */
export function watchRoots(catalogue: readonly CatalogueEntry[]): WatchRoot[] {
  const directories = new Set<string>();
  const files = new Set<string>();
  for (const { glob, inContainer } of catalogue) {
    if (inContainer) continue;
    const wildcard = glob.indexOf('*');
    if (wildcard === -1) files.add(glob);
    else directories.add(glob.slice(0, glob.lastIndexOf('/', wildcard)));
  }
  const isCovered = (path: string): boolean =>
    [...directories].some((directory) => path.startsWith(`${directory}/`));
  return [
    ...[...directories]
      .filter((path) => !isCovered(path))
      .map((path) => ({ path, kind: 'directory' as const })),
    ...[...files]
      .filter((path) => !isCovered(path))
      .map((path) => ({ path, kind: 'file' as const })),
  ];
}

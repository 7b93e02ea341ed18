import type { CatalogueEntry } from '@keywarden/credentials';

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

/** Directories that hold credentials in every distribution, and nothing that workloads use. */
const DEDICATED: readonly string[] = ['/etc/kubernetes'];

/** Directories in which credentials lie among what has nothing to do with them. */
const SHARED: ReadonlySet<string> = new Set([
  '',
  '/etc',
  '/etc/default',
  '/etc/sysconfig',
  '/etc/systemd/system',
  '/home/*/.kube',
  '/home/*/.minikube',
  '/home/kubernetes',
  '/root/.kube',
  '/run',
  '/run/k0s',
  '/usr/local/lib/systemd/system',
  '/var/lib/k0s',
  '/var/lib/kubelet',
  '/var/lib/minikube',
  '/var/lib/rancher/k3s/agent',
  '/var/lib/rancher/k3s/server',
  '/var/lib/rancher/rke2/agent',
  '/var/lib/rancher/rke2/server',
]);

/**
 * The narrowest places that cover a catalogue. A whole directory is watched where it can be, because
 * only that leaves no gap for files made later. It cannot where other things lie in it, or where the
 * catalogue itself names, below it, directories of changing names (`/var/lib/kubelet` holds the pods'
 * own volumes): watching those would have the kernel report every open of every workload.
 */
export function rootsOf(entries: readonly Pick<CatalogueEntry, 'glob'>[]): WatchRoot[] {
  const globs = entries.map(({ glob }) => glob);
  const isBusy = (directory: string): boolean =>
    SHARED.has(directory) ||
    (!DEDICATED.includes(directory) &&
      globs.some((glob) => glob.startsWith(`${directory}/`) && hasWildDirectory(glob)));
  const roots = new Map<string, WatchRoot['kind']>();
  for (const glob of globs) {
    const directory = directoryPattern(glob);
    const isWhole = directory.includes('*') ? !SHARED.has(directory) : !isBusy(directory);
    if (isWhole) roots.set(directory, 'directory');
    else roots.set(glob, 'file');
  }
  return withoutCovered(roots);
}

/** Leaves out what a directory root covers already. */
export function withoutCovered(roots: ReadonlyMap<string, WatchRoot['kind']>): WatchRoot[] {
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

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { repositoryRoot } from '../support/paths.ts';
import { type GuestFile } from './guest-files.ts';

/** Where the repository lies in the guest. */
export const guestRoot = '/kw';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Guest files for workspace packages (folders such as `libs/sensor`) as they run in production: the
 * built dist and every production dependency. They lie below /kw as in the repository.
 *
 * @throws when a package has no dist: build first.
 */
export async function workspacePackages(folders: readonly string[]): Promise<GuestFile[]> {
  const files = new Map<string, GuestFile>();
  const queue = folders.map((folder) => join(repositoryRoot, folder));
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const to = join(guestRoot, relative(repositoryRoot, folder));
    if (files.has(to)) {
      continue;
    }
    const isWorkspace = !to.includes('/node_modules/');
    if (isWorkspace && !existsSync(join(folder, 'dist'))) {
      throw new Error(`${folder}/dist is missing: run "npm run build" before the VM tests`);
    }
    files.set(to, { from: folder, to, filter: isWorkspace ? isBuilt : isRuntime });
    if (isWorkspace) {
      const link = join(guestRoot, 'node_modules/@keywarden', basename(folder));
      files.set(link, { symlink: to, to: link });
    }
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
    })) {
      const found = resolvePackage(folder, name);
      if (found === undefined) {
        continue;
      }
      queue.push(name.startsWith('@keywarden/') ? workspaceOf(name) : found);
    }
  }
  return [...files.values()];
}

/** Where Node.js would find `name` from `folder`, up to the repository's root; an optional one may be nowhere. */
function resolvePackage(folder: string, name: string): string | undefined {
  for (let at = folder; at.startsWith(repositoryRoot); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) {
      return candidate;
    }
  }
  return undefined;
}

function workspaceOf(name: string): string {
  const folder = name.slice('@keywarden/'.length);
  const candidates = ['libs', 'apps'].map((kind) => join(repositoryRoot, kind, folder));
  const found = candidates.find((candidate) => existsSync(join(candidate, 'package.json')));
  if (found === undefined) {
    throw new Error(`${name} is in neither libs nor apps`);
  }
  return found;
}

/** The manifest and dist (with kernel programs and addon), without source maps and types. */
function isBuilt(path: string): boolean {
  return (
    path === 'package.json' ||
    (/^dist(\/|$)/.test(path) && !/\.(map|d\.ts|tsbuildinfo)$/.test(path))
  );
}

/** Leaves out what only people and compilers read at the package's top (yaml has code in dist/doc); packages nested in another are found on their own. */
function isRuntime(path: string): boolean {
  return !/(^|\/)node_modules($|\/)|\.(map|md|markdown|d\.[cm]?ts|ts|flow)$|^(docs?|tests?|__tests__|\.github)$/.test(
    path,
  );
}

import { lstatSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

/** As the kernel: more links than this in one look-up is a loop (`MAXSYMLINKS`). */
const MAX_LINKS = 40;

/** A path of the node, e.g. `/etc/kubernetes`, as this process sees it below the host root. */
export function toHost(hostRoot: string, nodePath: string): string {
  return join(hostRoot, nodePath);
}

/** A path as this process sees it, without the host root; undefined when it lies outside of it. */
export function toNode(hostRoot: string, path: string): string | undefined {
  if (hostRoot === '/') return path;
  const root = hostRoot.replace(/\/+$/, '');
  if (path === root) return '/';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}

/**
 * Follows every symbolic link of a node path the way the node itself would: an absolute target
 * begins at the host root and `..` never leaves it. realpath(3) would follow a link to
 * `/var/lib/secret` out of the host root, into the container's own file system.
 *
 * @returns the node path without links, or undefined when it does not exist or loops.
 */
export function resolveNodePath(hostRoot: string, nodePath: string): string | undefined {
  let pending = nodePath.split('/').filter(isName);
  let done: string[] = [];
  let links = 0;
  while (pending.length > 0) {
    const [name = '', ...rest] = pending;
    pending = rest;
    if (name === '..') {
      done.pop();
      continue;
    }
    const candidate = posix.join('/', ...done, name);
    const target = linkTarget(toHost(hostRoot, candidate));
    if (target === undefined) return undefined;
    if (target === null) {
      done.push(name);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    if (target.startsWith('/')) done = [];
    pending = [...target.split('/').filter(isName), ...pending];
  }
  return posix.join('/', ...done);
}

function isName(component: string): boolean {
  return component !== '' && component !== '.';
}

/** The target of a link, null for anything else, undefined when there is nothing. */
function linkTarget(path: string): string | null | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './paths.mjs';

const skipped = new Set(['node_modules', 'dist', 'build', '.cache', '.git', '.nx']);

/** Paths of all files below `folder` (relative to the repository) for which `wanted(path)` holds, sorted. */
export function filesBelow(folder, wanted = () => true) {
  const found = [];
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) {
          walk(child);
        }
      } else if (entry.isFile() && wanted(relative(root, child))) {
        found.push(relative(root, child));
      }
    }
  };
  const start = join(root, folder);
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory()) {
    walk(start);
  }
  return found.sort();
}

/** A hash over names and contents of the files. */
export function contentHash(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the step's last success saw the same content. */
export function isStamped(step, hash) {
  try {
    return readFileSync(stampFile(step), 'utf8') === hash;
  } catch {
    return false;
  }
}

export function stamp(step, hash) {
  mkdirSync(dirname(stampFile(step)), { recursive: true });
  writeFileSync(stampFile(step), hash);
}

function stampFile(step) {
  return join(root, '.cache/setup', step);
}

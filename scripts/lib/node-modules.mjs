import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './paths.mjs';
import { run } from './run.mjs';
import { say } from './terminal.mjs';

/**
 * Whether node_modules is what package-lock.json asks for, by npm's own record of the installed tree.
 * A package for another platform is rightly absent.
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) {
      return true;
    }
    const found = installed.packages[path];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

/** Runs `npm ci` when node_modules is missing or differs from package-lock.json; says why when it returns false. */
export async function installNodeModules() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const record = 'node_modules/.package-lock.json';
  if (
    existsSync(node) &&
    existsSync(join(root, record)) &&
    isInstalled(read('package-lock.json'), read(record))
  ) {
    return true;
  }
  say('Installing Node modules (npm ci)');
  if ((await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'])) !== 0) {
    return false;
  }
  if (!existsSync(node)) {
    process.stderr.write(
      `npm installed no Node.js 24 for ${process.platform} ${process.arch}: Keywarden runs on Linux, x64 or arm64, ` +
        'and npm must install optional dependencies (it does unless told --omit=optional).\n',
    );
    return false;
  }
  return true;
}

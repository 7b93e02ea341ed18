import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const bin = join(root, 'node_modules/.bin');
/** Node.js 24, which npm installs as a dependency; the system's Node only has to run these scripts. */
export const node = join(bin, 'node');

/** This process's environment with the repository's own programs (Node.js 24 among them) first on PATH. */
export function toolEnvironment(extra = {}) {
  const path = process.env.PATH ?? '';
  return {
    ...process.env,
    // nx would otherwise leave a daemon behind.
    NX_DAEMON: 'false',
    PATH: path.startsWith(`${bin}${delimiter}`) ? path : `${bin}${delimiter}${path}`,
    ...extra,
  };
}

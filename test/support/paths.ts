import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The Node.js 24 that npm installed as a dependency: what the product runs on. */
export const nodeBinary = join(repositoryRoot, 'node_modules/.bin/node');

import { fileURLToPath } from 'node:url';

/** The built command line. */
export const CLI = fileURLToPath(new URL('../../apps/keywarden/dist/main.js', import.meta.url));

/** The Node that runs the tests also runs the services. */
export const NODE = process.execPath;

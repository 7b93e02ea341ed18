import { runCli } from './cli.js';

// What a close that missed its deadline left open must not keep the process alive.
process.exit(await runCli(process.argv.slice(2)));

#!/usr/bin/env node
/**
 * `npm start`: set-up, then `keywarden run` on this host.
 * `npm start -- --demo`: replays a recorded theft; needs neither root nor a compiler.
 * Other arguments after `--` go to `keywarden run`.
 */
import { join } from 'node:path';
import { node, root } from './lib/paths.mjs';
import { obstaclesHere } from './lib/rights.mjs';
import { run } from './lib/run.mjs';
import { say } from './lib/terminal.mjs';
import { setup } from './setup.mjs';

const args = process.argv.slice(2);
const demo = args.includes('--demo');
const wantsHelp = args.includes('--help') || args.includes('-h');

process.exitCode = await main();

async function main() {
  const obstacles = demo || wantsHelp ? [] : obstaclesHere();
  if (obstacles.length > 0) {
    const reasons = obstacles.map((reason) => `  - ${reason}\n`).join('');
    process.stderr.write(
      `Keywarden cannot watch this machine:\n${reasons}\n` +
        'Try  sudo npm start          to watch this machine as root,\n' +
        'or   npm start -- --demo     to see a recorded theft become an alert, without any rights.\n',
    );
    return 1;
  }
  const failed = await setup(demo || wantsHelp ? 'demo' : 'start');
  if (failed !== undefined) {
    process.stderr.write(`Set-up stopped at: ${failed}.\n`);
    return 1;
  }
  const command = demo ? 'demo' : 'run';
  say(`keywarden ${command} (Ctrl-C ends it)`);
  const rest = args.filter((argument) => argument !== '--demo');
  return run([node, join(root, 'apps/keywarden/dist/main.js'), command, ...rest]);
}

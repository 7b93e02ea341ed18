#!/usr/bin/env node
/**
 * Makes a clone ready: Node modules, system packages, native build, TypeScript build. Each step looks
 * first whether it is done already, so running this again costs a second.
 *
 *   node scripts/setup.mjs --for demo|start|test
 *
 * Runs on the system's Node.js (20 or newer) with nothing installed: no imports but Node's own.
 */
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { buildNative, buildTypeScript } from './lib/build.mjs';
import { installNodeModules } from './lib/node-modules.mjs';
import { installPackages } from './lib/system-packages.mjs';
import { duration, say } from './lib/terminal.mjs';
import { groupsFor } from './packages.mjs';

/** @returns {Promise<string | undefined>} the step that failed, or nothing when all is ready. */
export async function setup(use) {
  const started = Date.now();
  const steps = [
    ['Node modules', () => installNodeModules()],
    ['system packages', () => installPackages(use)],
    ...(use === 'demo' ? [] : [['native build', () => buildNative()]]),
    ['TypeScript build', () => buildTypeScript()],
  ];
  for (const [name, step] of steps) {
    if (!(await step())) {
      return name;
    }
  }
  say(`Set-up is complete (${duration(Date.now() - started)})`);
  return undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { for: { type: 'string', default: 'start' } } });
  if (!Object.hasOwn(groupsFor, values.for)) {
    process.stderr.write(
      `--for takes one of ${Object.keys(groupsFor).join(', ')}, not "${values.for}"\n`,
    );
    process.exitCode = 2;
  } else {
    const failed = await setup(values.for);
    if (failed !== undefined) {
      process.stderr.write(`Set-up stopped at: ${failed}.\n`);
      process.exitCode = 1;
    }
  }
}

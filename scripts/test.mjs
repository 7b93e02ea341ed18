#!/usr/bin/env node
/**
 * `npm test`: set-up, then every stage of stages.mjs, going on after a failed one. The last line is
 * "N passed, N failed, N skipped"; the exit code is 1 when anything failed or nothing ran.
 *
 *   npm test -- --only unit,lint     some stages
 */
import { parseArgs } from 'node:util';
import { installNodeModules } from './lib/node-modules.mjs';
import { node } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { runStage } from './lib/run-stage.mjs';
import { bold, duration, green, red, yellow } from './lib/terminal.mjs';
import { setup } from './setup.mjs';
import { stages } from './stages.mjs';

process.exitCode = await main();

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? stages.map(({ name }) => name);
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `--only: no stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const reExecuted = process.env.KEYWARDEN_NODE === node;
  if (!reExecuted) {
    // The modules bring Node.js 24 along; everything after them runs on it.
    if (!(await installNodeModules())) {
      return conclude([], 'Node modules');
    }
    return run([node, ...process.argv.slice(1)], { env: { KEYWARDEN_NODE: node } });
  }
  const failedStep = await setup('test');
  if (failedStep !== undefined) {
    return conclude([], failedStep);
  }
  const results = [];
  for (const stage of stages.filter(({ name }) => wanted.includes(name))) {
    process.stdout.write(`\n${bold(`━━ ${stage.name}: ${stage.title}`)}\n`);
    const started = Date.now();
    const counts = await runStage(stage);
    const result = { ...counts, name: stage.name, milliseconds: Date.now() - started };
    results.push(result);
    process.stdout.write(`${summary(result)}\n`);
  }
  return conclude(results);
}

function summary({ name, passed, failed, skipped, milliseconds }) {
  const mark = failed > 0 ? red('✗') : green('✓');
  const counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  return `${mark} ${name.padEnd(12)} ${counts} (${duration(milliseconds)})`;
}

/** Prints the table, the skips with their reasons and the last line; gives the exit code. */
function conclude(results, failedStep) {
  const total = { passed: 0, failed: failedStep === undefined ? 0 : 1, skipped: 0 };
  process.stdout.write(`\n${bold('━━ result')}\n`);
  if (failedStep !== undefined) {
    process.stdout.write(`${red('✗')} set-up stopped at: ${failedStep}\n`);
  }
  for (const result of results) {
    process.stdout.write(`${summary(result)}\n`);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped.length;
    for (const { name, reason } of result.skipped) {
      process.stdout.write(`  ${yellow('skipped')} ${name}: ${reason}\n`);
    }
  }
  process.stdout.write(
    `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
  );
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

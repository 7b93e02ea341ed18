#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { EXIT_CODES } from '@keywarden/platform';
import { runCollector } from './run.js';

try {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  process.exitCode = await runCollector({ file: values.config });
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`KW_USAGE: ${error.message}\n  usage: main.js [--config FILE]\n`);
  process.exitCode = EXIT_CODES.usage;
}

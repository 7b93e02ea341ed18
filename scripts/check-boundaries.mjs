#!/usr/bin/env node
/**
 * Proves that the boundary lint is awake (forbidden imports must fail), and holds the C and C++ sources
 * to the rules that no linter of ours knows. Run `nx show projects` first: without nx's project graph
 * eslint skips the boundary rule, and this check fails.
 */
import { checkC } from './lib/c-rules.mjs';
import { checkCanaries } from './lib/canaries.mjs';

const problems = [...checkC(), ...(await checkCanaries())];
for (const problem of problems) {
  process.stderr.write(`${problem}\n`);
}
process.exitCode = problems.length > 0 ? 1 : 0;

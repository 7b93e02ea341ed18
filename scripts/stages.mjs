/**
 * What `npm test` runs, in this order. A stage holds `checks` (commands that count as one test each) or
 * `vitest` (a test run, counted test by test). To add a stage, add a row.
 */
import { filesBelow } from './lib/stamp.mjs';

const integration = 'vitest.integration.config.ts';
const cSources = () => filesBelow('.', (path) => /\.(c|h|cc)$/.test(path));

export const stages = [
  {
    name: 'format',
    title: 'Formatting of every file',
    checks: [
      { name: 'prettier', command: () => ['prettier', '--check', '.', '--log-level', 'warn'] },
      {
        name: 'clang-format',
        command: () => ['clang-format', '--dry-run', '--Werror', ...cSources()],
      },
    ],
  },
  {
    name: 'lint',
    title: 'Lint with zero warnings, module boundaries, file sizes',
    checks: [
      // Without nx's project graph eslint skips the boundary rule; asking for the projects builds it.
      { name: 'nx project graph', command: () => ['nx', 'show', 'projects'] },
      { name: 'eslint', command: () => ['eslint', '.', '--max-warnings', '0'] },
      { name: 'boundaries', command: () => ['node', 'scripts/check-boundaries.mjs'] },
    ],
  },
  {
    name: 'types',
    title: 'Types of sources and tests',
    checks: [{ name: 'tsc -b', command: () => ['tsc', '-b'] }],
  },
  { name: 'unit', title: 'Unit tests', vitest: { config: 'vitest.config.ts' } },
  {
    name: 'integration',
    title: 'Real kernel, Kafka, Redis and processes',
    vitest: {
      config: integration,
      exclude: ['test/kernels/**', 'test/deploy/**', 'test/helm/**', 'test/docs/**'],
    },
  },
  {
    name: 'kernels',
    title: 'Other kernels in virtual machines',
    vitest: { config: integration, only: ['test/kernels/'] },
  },
  {
    name: 'deploy',
    title: 'Helm chart, compose file, container files',
    vitest: { config: integration, only: ['test/deploy/', 'test/helm/'] },
  },
  {
    name: 'docs',
    title: 'Documents against the code',
    vitest: { config: integration, only: ['test/docs/'] },
  },
];

/**
 * What `npm test` runs, in this order. A stage holds `checks` (commands that count as one test each),
 * `vitest` (a test run, counted test by test), or both. To add a stage, add a row.
 */
import { filesBelow } from './lib/stamp.mjs';

const integration = 'vitest.integration.config.ts';
/** Tests that need no kernel and bring their servers: two files at a time. */
const receivers = [
  'test/acls/',
  'test/cli/duty',
  'test/cli/notify-test',
  'test/dead-letters/',
  'test/delivery/',
  'test/formats/',
  'test/integration-consumers/',
  'test/kafka/',
  'test/schemas/',
  'test/signals/',
  'test/sinks-paging/',
  'test/sinks-siem/',
];
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
      // Builds nx's project graph first: without it eslint skips the boundary rule.
      { name: 'eslint', command: () => ['npm', 'run', 'lint'] },
      { name: 'boundaries', command: () => ['node', 'scripts/check-boundaries.mjs'] },
    ],
  },
  {
    name: 'types',
    title: 'Types of sources and tests',
    checks: [{ name: 'tsc -b', command: () => ['npm', 'run', 'typecheck'] }],
  },
  { name: 'unit', title: 'Unit tests', vitest: { config: 'vitest.config.ts' } },
  {
    name: 'integration',
    title: 'Real kernel, Kafka, Redis and processes',
    vitest: {
      config: integration,
      exclude: [
        'test/kernels/**',
        'test/deploy/**',
        'test/docs/**',
        ...receivers.map((start) => `${start}**`),
      ],
    },
  },
  {
    name: 'receivers',
    title: 'Receivers, formats and topics, two files at a time',
    vitest: { config: 'vitest.receivers.config.ts', only: receivers },
  },
  {
    name: 'kernels',
    title: 'Other kernels in virtual machines',
    vitest: { config: integration, only: ['test/kernels/'] },
  },
  {
    name: 'deploy',
    title: 'Helm chart, compose file, container files',
    vitest: { config: integration, only: ['test/deploy/'] },
  },
  {
    name: 'docs',
    title: 'Documents against the code',
    checks: [
      {
        name: 'generated documents are current',
        command: () => ['node', 'scripts/generate-docs.ts', '--check'],
      },
    ],
    vitest: { config: integration, only: ['test/docs/'] },
  },
];

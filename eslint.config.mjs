import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * Imports run one way on two axes (layer and stage); what a rule does not name is allowed, so every
 * tag has a rule. `scripts/check-boundaries.mjs` proves on each run that a violation fails.
 */
const depConstraints = [
  { sourceTag: 'layer:contract', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod'] },
  {
    sourceTag: 'layer:domain',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain'],
    bannedExternalImports: ['@nestjs/*', 'kafkajs', 'ioredis', '@opentelemetry/*', 'pino'],
  },
  {
    sourceTag: 'layer:adapter',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter'],
  },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter'],
  },
  {
    sourceTag: 'layer:composition',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter', 'layer:app'],
  },
  {
    sourceTag: 'layer:testing',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain'],
  },
  { sourceTag: 'stage:shared', onlyDependOnLibsWithTags: ['stage:shared'] },
  { sourceTag: 'stage:collect', onlyDependOnLibsWithTags: ['stage:collect', 'stage:shared'] },
  { sourceTag: 'stage:detect', onlyDependOnLibsWithTags: ['stage:detect', 'stage:shared'] },
  { sourceTag: 'stage:notify', onlyDependOnLibsWithTags: ['stage:notify', 'stage:shared'] },
  {
    sourceTag: 'stage:composition',
    onlyDependOnLibsWithTags: ['stage:collect', 'stage:detect', 'stage:notify', 'stage:shared'],
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/build/**', '**/node_modules/**', '.cache/**', '.nx/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.tests.json', './libs/*/tsconfig.json', './apps/*/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          // The command line loads of the services only what a command runs, each from two places.
          checkDynamicDependenciesExceptions: ['@keywarden/.*'],
          depConstraints,
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      'no-process-exit': 'off',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'exit',
          message: 'Set process.exitCode, or return an exit code to main.ts.',
        },
      ],
    },
  },
  {
    files: [
      'libs/{contracts,credentials,signature,lineage,incidents,routing,formats,self-alerts}/src/**/*.ts',
    ],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Domain code takes the time as a port.' },
        { object: 'Math', property: 'random', message: 'Domain code takes chance as a port.' },
        { object: 'process', property: 'exit', message: 'Only main.ts ends a process.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:(?!crypto$)', message: 'Domain code does no I/O.' }] },
      ],
    },
  },
  {
    files: ['apps/*/src/main.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['test/**/*.ts', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts', '**/*.spec.ts'],
    rules: {
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  prettier,
);

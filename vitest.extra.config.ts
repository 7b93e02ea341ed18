import { defineConfig } from 'vitest/config';
import { sourceConditions } from './vitest.shared.js';

/** Tests that are run by name: their servers take many minutes to compile. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    include: ['test/**/*.extra.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 1_800_000,
  },
});

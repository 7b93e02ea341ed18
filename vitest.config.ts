import { defineConfig } from 'vitest/config';
import { sourceConditions } from './vitest.shared.js';

/** Unit tests: beside the sources, no servers, no kernel, seconds in all. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  // Property tests run thousands of cases, and CI shares its cores.
  test: {
    testTimeout: 30_000,
    // They share no state; loading the modules anew for each file takes three quarters of the time.
    isolate: false,
    include: ['{libs,apps}/*/src/**/*.spec.ts', 'scripts/**/*.spec.mjs'],
  },
});

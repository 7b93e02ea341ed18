import { defineConfig } from 'vitest/config';
import { sourceConditions } from './vitest.shared.js';

/** Unit tests: beside the sources, no servers, no kernel, seconds in all. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: { include: ['{libs,apps}/*/src/**/*.spec.ts', 'scripts/**/*.spec.mjs'] },
});

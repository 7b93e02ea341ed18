import { defineConfig } from 'vitest/config';
import { sourceConditions } from './vitest.shared.js';

/**
 * Tests against the real kernel, broker, Redis and built services. One file at a time: they share two
 * cores with a broker, and sensors that watch the same host would see each other's traffic.
 */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    include: ['test/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});

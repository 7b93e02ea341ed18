import { mergeConfig } from 'vitest/config';
import integration from './vitest.integration.config.js';

/**
 * Tests against real servers that leave the kernel alone and bring what they need with them: they mostly wait, so two files
 * run at the same time.
 */
export default mergeConfig(integration, {
  test: { fileParallelism: true, maxWorkers: 2, globalSetup: ['test/sinks-siem/compile-ahead.ts'] },
});

import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { sinkName } from '../sink-name.js';

/** One alert as JSON a line, appended to a file that a log shipper or a person reads. */
export const jsonlConfig = z.strictObject({
  type: z.literal('jsonl'),
  name: sinkName.default('jsonl'),
  path: z.string().startsWith('/', 'must be an absolute path'),
  /** `always`: an alert is acknowledged when it is on the disk; `never`: when the kernel has it. */
  fsync: z.enum(['always', 'never']).default('always'),
});

export type JsonlConfig = z.output<typeof jsonlConfig>;

export const jsonlDescription: SinkDescription = {
  type: 'jsonl',
  style: 'stream',
  resolves: false,
};

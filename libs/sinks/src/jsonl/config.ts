import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { sinkName } from '../sink-name.js';
import { lineFormat } from '../stream/document.js';

const rotation = z
  .strictObject({
    /** A new file before this size would be passed. */
    max_bytes: z.int().min(1).max(1e12).exactOptional(),
    /** A new file for the first alert after this age, ms. */
    max_age_ms: z.int().min(1_000).exactOptional(),
    /** Old files that stay; older ones are deleted. */
    keep: z.int().min(1).max(10_000).default(10),
    /** Old files are compressed. */
    gzip: z.boolean().default(true),
  })
  .refine((rules) => rules.max_bytes !== undefined || rules.max_age_ms !== undefined, {
    error: 'needs max_bytes, max_age_ms or both',
  });

/** One alert a line, appended to a file that a log shipper or a person reads. */
export const jsonlConfig = z.strictObject({
  type: z.literal('jsonl'),
  name: sinkName.default('jsonl'),
  /** Also tell when an incident is over. */
  send_resolved: z.boolean().default(true),
  path: z.string().startsWith('/', 'must be an absolute path'),
  /** What a line is: JSON, or CEF without a syslog header. */
  format: lineFormat.default('keywarden'),
  /** `always`: an alert is acknowledged when it is on the disk; `never`: when the kernel has it. */
  fsync: z.enum(['always', 'never']).default('always'),
  /** Absent: somebody else rotates the file, or nobody. */
  rotate: rotation.exactOptional(),
});

export type JsonlConfig = z.output<typeof jsonlConfig>;
export type RotationConfig = z.output<typeof rotation>;

export const jsonlDescription: SinkDescription = {
  type: 'jsonl',
  style: 'stream',
  resolves: true,
};

import { z } from 'zod';
import { jsonlConfig } from './jsonl/config.js';
import { kafkaSinkConfig } from './kafka/config.js';
import { terminalConfig } from './terminal/config.js';
import { webhookConfig } from './webhook/config.js';

const TYPES = [terminalConfig, jsonlConfig, webhookConfig, kafkaSinkConfig] as const;

export const sinkConfig = z.discriminatedUnion('type', TYPES, {
  error: `type must be one of ${TYPES.map((type) => type.shape.type.value).join(', ')}`,
});

export type SinkConfig = z.output<typeof sinkConfig>;

/** The `sinks` list of the notifier. Names are unique; default: the terminal. */
export const sinksConfig = z
  .array(sinkConfig)
  .min(1)
  .superRefine((sinks, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of sinks.entries()) {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${name}" is the name of another sink too; give each its own`,
        });
      }
      seen.add(name);
    }
  })
  .prefault([{ type: 'terminal' }]);

import { z } from 'zod';
import { alert, ALERT_SCHEMA } from './alert.js';
import { kernelEvent, KERNEL_EVENT_SCHEMA } from './kernel-event.js';

/** The published JSON Schemas (draft 2020-12) by file name, made from the parsers themselves. */
export function publishedJsonSchemas(): Record<string, object> {
  const options = { target: 'draft-2020-12', io: 'input' } as const;
  return {
    'event-1.schema.json': {
      $id: `urn:keywarden:schema:${KERNEL_EVENT_SCHEMA}`,
      title: 'KernelEvent',
      ...z.toJSONSchema(kernelEvent, options),
    },
    'alert-1.schema.json': {
      $id: `urn:keywarden:schema:${ALERT_SCHEMA}`,
      title: 'Alert',
      ...z.toJSONSchema(alert, options),
    },
  };
}

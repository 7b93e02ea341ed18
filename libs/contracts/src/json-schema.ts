import { z } from 'zod';
import { alert, ALERT_SCHEMA } from './alert.js';
import { kernelEvent, KERNEL_EVENT_SCHEMA } from './kernel-event.js';
import { DEAD_LETTER_HEADERS } from './topics.js';

const number = z.string().regex(/^\d+$/);

/** The headers of a dead letter, as text; those of the original record are there too. */
const deadLetterHeaders = z.looseObject({
  [DEAD_LETTER_HEADERS.code]: z.string().regex(/^KW_[A-Z_]+$/),
  [DEAD_LETTER_HEADERS.reason]: z.string(),
  [DEAD_LETTER_HEADERS.topic]: z.string().min(1),
  [DEAD_LETTER_HEADERS.partition]: number,
  [DEAD_LETTER_HEADERS.offset]: number,
  [DEAD_LETTER_HEADERS.sink]: z.string().min(1).optional(),
  [DEAD_LETTER_HEADERS.attempts]: z.string().optional(),
  [DEAD_LETTER_HEADERS.notification]: z.string().min(1).optional(),
  [DEAD_LETTER_HEADERS.notificationReason]: z.string().min(1).optional(),
});

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
    'dead-letter-headers-1.schema.json': {
      $id: 'urn:keywarden:schema:keywarden.dead-letter-headers/1',
      title: 'DeadLetterHeaders',
      ...z.toJSONSchema(deadLetterHeaders, options),
    },
  };
}

import { z } from 'zod';

const eventAnswer = z.object({
  ackId: z.int().optional(),
  'invalid-event-number': z.int().optional(),
});
const ackAnswer = z.object({ acks: z.record(z.string(), z.boolean()) });

/** Number to ask the acknowledgement for; undefined when the collector gave none. */
export function ackIdOf(body: string): number | undefined {
  return parsed(eventAnswer, body)?.ackId;
}

/** Whether a refusal is about one event of the batch (codes 6, 12, 13 and 15 name its number). */
export function blamesOneEvent(body: string): boolean {
  return parsed(eventAnswer, body)?.['invalid-event-number'] !== undefined;
}

/** Whether `/services/collector/ack` says that the request is stored. */
export function isAcknowledged(body: string, ackId: number): boolean {
  return parsed(ackAnswer, body)?.acks[String(ackId)] === true;
}

function parsed<T>(schema: z.ZodType<T>, body: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

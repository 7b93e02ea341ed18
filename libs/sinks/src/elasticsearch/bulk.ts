import type { DeliveryResult, Notifications } from '@keywarden/routing';
import { z } from 'zod';
import { documentOf, type DocumentFormat } from '../stream/document.js';

const CONFLICT = 409;
/** Refusals that end when an operator or the cluster itself has done something. */
const PASSING_ERRORS = new Set([
  'cluster_block_exception',
  'index_not_found_exception',
  'unavailable_shards_exception',
]);

const failure = z.object({ type: z.string(), reason: z.string().nullish() });
const item = z.object({ status: z.int(), error: z.union([failure, z.string()]).optional() });
const bulkAnswer = z.object({ items: z.array(z.record(z.string(), item)) });

type Item = z.output<typeof item>;

/** The parts of the answer that are read. */
export const BULK_FILTER = 'errors,items.*.status,items.*.error.type,items.*.error.reason';

/**
 * Body of `_bulk`: an action and a document a line. `create` with the alert's id: the same alert sent
 * again is a conflict and not a second document, and a data stream takes nothing else.
 */
export function bulkBody(notifications: Notifications, format: DocumentFormat): string {
  return notifications
    .map((notification) => {
      const action = { create: { _id: notification.id } };
      return `${JSON.stringify(action)}\n${JSON.stringify(documentOf(format, notification))}\n`;
    })
    .join('');
}

/** One result per item, in order; `expected` times `retry` when the answer is not a whole one. */
export function bulkResults(body: string, expected: number): readonly DeliveryResult[] {
  const items = parseItems(body);
  if (items?.length === expected) return items.map(itemResult);
  const reason = `the answer to _bulk is not one for ${String(expected)} documents`;
  return Array.from({ length: expected }, () => ({ outcome: 'retry', reason }));
}

function parseItems(body: string): Item[] | undefined {
  try {
    const answer = bulkAnswer.safeParse(JSON.parse(body)).data;
    return answer?.items.flatMap((each) => Object.values(each));
  } catch {
    return undefined;
  }
}

function itemResult({ status, error }: Item): DeliveryResult {
  if (status >= 200 && status < 300) return { outcome: 'delivered', answer: 'created' };
  if (status === CONFLICT) return { outcome: 'delivered', answer: 'was there already' };
  const type = typeof error === 'object' ? error.type : 'error';
  const why = typeof error === 'object' ? (error.reason ?? '') : (error ?? '');
  const reason = `${String(status)} ${type}: ${why}`;
  const passes = status === 429 || status >= 500 || PASSING_ERRORS.has(type);
  return { outcome: passes ? 'retry' : 'rejected', reason };
}

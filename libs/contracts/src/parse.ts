import type { z } from 'zod';
import { alert, ALERT_SCHEMA, type Alert } from './alert.js';
import { KeywardenError } from './errors.js';
import { kernelEvent, KERNEL_EVENT_SCHEMA, type KernelEvent } from './kernel-event.js';

/**
 * Parses one KernelEvent from its wire bytes (UTF-8 JSON).
 *
 * @throws KeywardenError `KW_MESSAGE_MALFORMED` when it is not JSON or breaks the schema (with the
 *   path of the first offending field), `KW_MESSAGE_VERSION` when `schema` is another version.
 */
export function parseKernelEvent(bytes: Uint8Array | string): KernelEvent {
  return parse(bytes, kernelEvent, KERNEL_EVENT_SCHEMA);
}

/** Parses one Alert from its wire bytes; errors as {@link parseKernelEvent}. */
export function parseAlert(bytes: Uint8Array | string): Alert {
  return parse(bytes, alert, ALERT_SCHEMA);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parse<T>(bytes: Uint8Array | string, schema: z.ZodType<T>, version: string): T {
  const json = parseJson(bytes);
  const found = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : null;
  if (typeof found === 'string' && found !== version) {
    throw new KeywardenError('KW_MESSAGE_VERSION', `schema is "${found}", expected "${version}"`, {
      where: 'schema',
      hint: 'Upgrade the reader before the writer, or replay the message with a release that knows it.',
    });
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  throw new KeywardenError('KW_MESSAGE_MALFORMED', issue?.message ?? 'breaks the schema', {
    where: where === '' ? '(root)' : where,
  });
}

function parseJson(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : utf8.decode(bytes));
  } catch (cause) {
    throw new KeywardenError('KW_MESSAGE_MALFORMED', 'not valid UTF-8 JSON', { cause });
  }
}

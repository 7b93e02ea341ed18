import { createHash } from 'node:crypto';
import { parseUnixNanos } from '@keywarden/contracts';
import { timeOfAlert } from '@keywarden/formats';
import type { Notifications } from '@keywarden/routing';
import { alertOf } from '../stream/alert-of.js';
import { documentOf, type DocumentFormat } from '../stream/document.js';

const HASH_DIGITS = 24;

/** The lines of an object, one alert each; compressed by the caller. */
export function objectText(notifications: Notifications, format: DocumentFormat): string {
  return notifications.map((each) => `${JSON.stringify(documentOf(format, each))}\n`).join('');
}

/**
 * `prefix/dt=YYYY-MM-DD/hour=HH/<time of the first alert>-<hash of the ids>.jsonl.gz`. It follows from
 * the alerts alone: the same batch sent again overwrites itself, in whatever order its alerts are.
 */
export function objectKey(notifications: Notifications, prefix: string): string {
  const first = notifications
    .map((each) => timeOfAlert(alertOf(each)))
    .reduce((a, b) => (parseUnixNanos(b) < parseUnixNanos(a) ? b : a));
  const ids = notifications.map(({ id }) => id).sort();
  const hash = createHash('sha256').update(JSON.stringify(ids)).digest('hex');
  const [day = '', time = ''] = first.split('T');
  // A colon in a key is trouble for tools that make files of them.
  const name = `${day}T${time.replaceAll(':', '')}-${hash.slice(0, HASH_DIGITS)}.jsonl.gz`;
  const folder = prefix.replace(/^\/+|\/+$/g, '');
  const parts = [`dt=${day}`, `hour=${time.slice(0, 2)}`, name];
  return [...(folder === '' ? [] : [folder]), ...parts].join('/');
}

import { toCef, toEcs, toOcsfFinding } from '@keywarden/formats';
import { VERSION } from '@keywarden/platform';
import type { Notification } from '@keywarden/routing';
import { z } from 'zod';
import { alertOf } from './alert-of.js';

/** The forms in which an alert can be one JSON object. */
export const documentFormat = z.enum(['keywarden', 'ocsf', 'ecs']);
/** The forms in which an alert can be one line of text. */
export const lineFormat = z.enum(['keywarden', 'ocsf', 'ecs', 'cef']);

export type DocumentFormat = z.output<typeof documentFormat>;
export type LineFormat = z.output<typeof lineFormat>;

/** The alert of a notification as an object for JSON. */
export function documentOf(format: DocumentFormat, notification: Notification): object {
  const alert = alertOf(notification);
  switch (format) {
    case 'keywarden':
      return alert;
    case 'ocsf':
      return toOcsfFinding(alert, { productVersion: VERSION });
    case 'ecs':
      return toEcs(alert);
  }
}

/** The same as one line without a line end. */
export function lineOf(format: LineFormat, notification: Notification): string {
  return format === 'cef'
    ? toCef(alertOf(notification), { productVersion: VERSION })
    : JSON.stringify(documentOf(format, notification));
}

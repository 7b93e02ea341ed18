import type { Notification } from '@keywarden/routing';
import { z } from 'zod';
import { alertOf } from './alert-of.js';

/** The forms in which an alert can be one JSON object. */
export const documentFormat = z.enum(['keywarden', 'ocsf', 'ecs']);

export type DocumentFormat = z.output<typeof documentFormat>;

/** The alert of a notification as an object for JSON. */
export function documentOf(format: DocumentFormat, notification: Notification): object {
  const alert = alertOf(notification);
  switch (format) {
    case 'keywarden':
    case 'ocsf':
    case 'ecs':
      return alert;
  }
}

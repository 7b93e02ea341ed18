import type { Notification } from '@keywarden/routing';
import { documentOf } from '../stream/document.js';
import type { JsonlConfig } from './config.js';

/** The notification as one line, line end included. */
export function lineOf(format: JsonlConfig['format'], notification: Notification): string {
  return `${JSON.stringify(documentOf(format === 'cef' ? 'keywarden' : format, notification))}\n`;
}

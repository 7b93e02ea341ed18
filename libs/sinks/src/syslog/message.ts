import type { Notification } from '@keywarden/routing';
import type { SyslogConfig } from './config.js';
import { documentOf } from '../stream/document.js';

export function messageOf(notification: Notification, config: SyslogConfig): Buffer {
  return Buffer.from(
    JSON.stringify(documentOf('keywarden', notification)) + config.name.slice(999),
  );
}

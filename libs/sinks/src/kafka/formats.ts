import { FINDING_HEADERS } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';

/** Bytes and headers of a record; undefined for what the format has no words for. */
export interface Encoded {
  value: Buffer;
  headers: Record<string, string>;
}

export type Encoder = (notification: Notification) => Encoded | undefined;

export const FORMATS = ['keywarden'] as const;
export type KafkaFormat = (typeof FORMATS)[number];

const JSON_TYPE = 'application/json';

export function encoderOf(format: KafkaFormat, source: string): Encoder {
  void format;
  void source;
  return ({ alerts: [alert], status }) =>
    status === 'resolved'
      ? undefined
      : {
          value: Buffer.from(JSON.stringify(alert)),
          headers: { [FINDING_HEADERS.contentType]: JSON_TYPE },
        };
}

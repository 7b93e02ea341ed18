import { SYSLOG_FACILITIES, type SyslogFacility } from '@keywarden/formats';
import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { lineFormat } from '../stream/document.js';

/** The number of octets that every receiver should take over UDP (RFC 5426 section 3.2). */
const UDP_BYTES = 2_048;
const STREAM_BYTES = 65_536;

/** Alerts as syslog messages (RFC 5424) over UDP, TCP or TLS. */
export const syslogConfig = z
  .strictObject({
    type: z.literal('syslog'),
    name: sinkName.default('syslog'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    host: z.string().min(1),
    /** Default: 6514 for TLS, else 514. */
    port: z.int().min(1).max(65_535).exactOptional(),
    /** `udp` loses messages without anybody noticing and cuts long ones. */
    protocol: z.enum(['tls', 'tcp', 'udp']).default('tls'),
    /** `octet-counting` (RFC 5425, RFC 6587) or a line feed after each message. */
    framing: z.enum(['octet-counting', 'newline']).default('octet-counting'),
    /** The message part. */
    format: lineFormat.default('cef'),
    facility: z.enum(Object.keys(SYSLOG_FACILITIES) as [SyslogFacility]).default('authpriv'),
    /** APP-NAME of the header. */
    app_name: z
      .string()
      .regex(/^[\x21-\x7e]{1,48}$/, 'must be 1 to 48 printable ASCII characters without spaces')
      .default('keywarden'),
    /** Longer messages are cut, with a mark. Default: 2048 for UDP, else 65536. */
    max_message_bytes: z.int().min(480).max(1_048_576).exactOptional(),
    /** For connecting and writing a batch, ms. */
    timeout_ms: z.int().min(10).max(120_000).default(10_000),
    /** The connection must stay open for so long after a write before it counts as delivered, ms. */
    settle_ms: z.int().min(0).max(10_000).default(100),
    max_batch: z.int().min(1).max(1_000).default(100),
    tls: tlsConfig.exactOptional(),
  })
  .refine((config) => config.tls === undefined || config.protocol === 'tls', {
    error: 'has a tls section although the protocol is not tls',
  });

export type SyslogConfig = z.output<typeof syslogConfig>;

export const syslogDescription: SinkDescription = {
  type: 'syslog',
  style: 'stream',
  resolves: true,
};

export function portOf({ port, protocol }: SyslogConfig): number {
  return port ?? (protocol === 'tls' ? 6_514 : 514);
}

/** Bytes of one message, header included. */
export function maxBytesOf({ max_message_bytes, protocol }: SyslogConfig): number {
  return max_message_bytes ?? (protocol === 'udp' ? UDP_BYTES : STREAM_BYTES);
}

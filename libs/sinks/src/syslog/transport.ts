import type { DeliveryResult } from '@keywarden/routing';

/** Takes whole syslog messages to a receiver. */
export interface SyslogTransport {
  /** One attempt for all of them; never throws. */
  send(messages: readonly Buffer[], signal: AbortSignal): Promise<DeliveryResult>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface Address {
  host: string;
  port: number;
}

/**
 * What has been delivered to whom. Implementations: Redis and in-memory, in libs/state; one contract
 * suite runs against both.
 */
export interface DeliveryLog {
  /** For each alert id, whether this sink has acknowledged it. Same order as the ids. */
  delivered(sink: string, alertIds: readonly string[]): Promise<readonly boolean[]>;
  /** Remembers acknowledgements for the retention of the log. Idempotent. */
  record(sink: string, alertIds: readonly string[]): Promise<void>;
}

import type { ErrorCode, Topic } from '@keywarden/contracts';

export interface OutgoingMessage {
  /** Decides the partition; messages with the same key keep their order. `null`: any partition. */
  key: string | Buffer | null;
  value: Buffer;
  /** UTF-8 text. */
  headers?: Readonly<Record<string, string>>;
}

/** Where messages go out. Implementations: {@link KafkaPublisher} and the in-process bus. */
export interface MessagePublisher {
  /**
   * Resolves when the bus has taken responsibility for every message (Kafka: acknowledged by all
   * in-sync replicas). Messages of consecutive calls keep their order.
   *
   * @throws KeywardenError `KW_BUS_PUBLISH`; when it is `retryable`, some of the messages may have
   *   arrived and the caller should keep and send all of them again.
   */
  publish(topic: Topic, messages: readonly OutgoingMessage[]): Promise<void>;
  /** Waits until the bus can be reached. */
  connect(): Promise<void>;
  /** Idempotent; a publish in progress ends first. */
  close(): Promise<void>;
}

export interface IncomingMessage {
  topic: string;
  partition: number;
  /** Decimal, 64 bits. */
  offset: string;
  key: Buffer | null;
  /** Empty for a tombstone (a record without a value). */
  value: Buffer;
  /** Header values as UTF-8 text; of a repeated header the first value. */
  headers: Readonly<Record<string, string>>;
  timestampMs: number;
}

/** Consecutive messages of one partition of one topic, never empty. */
export interface MessageBatch {
  topic: string;
  partition: number;
  messages: readonly IncomingMessage[];
  /** Aborted when the messages are no longer this consumer's: what is not decided comes again. */
  signal?: AbortSignal;
}

/** What became of one message: worked off, or impossible to work off however often it is tried. */
export type FinalOutcome =
  | { outcome: 'ok' }
  | {
      outcome: 'dead-letter';
      code: ErrorCode;
      reason: string;
      /** Further headers of the dead letter, e.g. the name of a sink. */
      headers?: Readonly<Record<string, string>>;
    };

/** The message is being worked on, and others may be begun meanwhile. */
export interface LaterOutcome {
  outcome: 'later';
  /**
   * Resolves once it is decided; `undecided`: this process will not decide it, so that it comes again. No
   * offset behind it is committed before. Never rejects.
   */
  settled: Promise<FinalOutcome | 'undecided'>;
}

export type MessageOutcome = FinalOutcome | LaterOutcome;

/**
 * Works off a batch: one outcome per message, in the same order. When it throws, nothing is
 * committed and the whole batch comes again after a pause, so it must be idempotent.
 */
export type BatchHandler = (batch: MessageBatch) => Promise<readonly MessageOutcome[]>;

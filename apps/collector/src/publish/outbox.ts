import type { MessagePublisher, OutgoingMessage } from '@keywarden/bus';
import { KeywardenError, TOPICS, toKeywardenError } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import { setTimeout as delay } from 'node:timers/promises';

/** One event on its way to the broker. */
export interface OutboxItem {
  /** Under which the event was captured, for the books. */
  readonly name: string;
  readonly message: OutgoingMessage;
  /** Size of the message's value. */
  readonly bytes: number;
  /** Sent without waiting for company, with all that was put before it. */
  readonly urgent?: boolean;
  /** Called once, when the event was acknowledged or lost for the given cause. */
  readonly settled?: (lost: string | undefined) => void;
}

export interface OutboxOptions {
  readonly publisher: Pick<MessagePublisher, 'publish'>;
  readonly logger: Logger;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxBatch: number;
  /** How long the first event of a batch waits for company, ms. */
  readonly lingerMs: number;
  readonly onPublished: (name: string) => void;
  readonly onLost: (cause: string, name: string) => void;
}

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/**
 * The bounded buffer in front of the broker. One batch is under way at a time, so events arrive in
 * kernel order; a batch stays in the buffer until it is acknowledged and is sent again for as long
 * as that takes. When the buffer is full the newest event is dropped and counted: what led up to a
 * theft is worth more than what floods in after it, and the gap in `seq` shows how much is missing.
 */
export class Outbox {
  readonly #items: OutboxItem[] = [];
  /** Items before this index are done; the array is cut now and then, not at every batch. */
  #head = 0;
  #bytes = 0;
  #wake: (() => void) | undefined;
  /** Ends the wait for company; only there while one is going on. */
  #hurry: (() => void) | undefined;
  #isClosing = false;
  #isFull = false;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(private readonly options: OutboxOptions) {
    this.#running = this.#run();
  }

  /** Events that are not acknowledged yet. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes an event, or drops it when the buffer is full; never waits. */
  put(item: OutboxItem): void {
    const { maxBatch, maxBytes, maxEvents, logger } = this.options;
    if (this.size >= maxEvents || this.#bytes + item.bytes > maxBytes || this.#isClosing) {
      if (!this.#isFull) {
        const error = new KeywardenError('KW_BUS_OVERFLOW', 'the event buffer is full', {
          hint: 'Events are lost until the broker answers; collector.buffer sets its size.',
        });
        logger.error({ err: error, queued: this.size, bytes: this.#bytes }, error.message);
      }
      this.#isFull = true;
      this.options.onLost('buffer_full', item.name);
      item.settled?.('buffer_full');
      return;
    }
    this.#items.push(item);
    this.#bytes += item.bytes;
    this.#wake?.();
    if (item.urgent === true || this.size >= maxBatch) this.#hurry?.();
  }

  /**
   * Sends what is left, for at most `deadlineMs`; the rest is counted as lost by `shutdown`.
   * Idempotent.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    this.#hurry?.();
    const timer = setTimeout(() => {
      this.#stop.abort();
    }, deadlineMs);
    await this.#running;
    clearTimeout(timer);
    if (this.size === 0) return;
    this.options.logger.error({ lost: this.size }, 'events were left unsent at shutdown');
    this.#lose(this.size, 'shutdown');
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.size === 0) {
        if (this.#isClosing) return;
        await this.#untilWoken();
        await this.#linger();
        continue;
      }
      await this.#send(this.#items.slice(this.#head, this.#head + this.options.maxBatch));
    }
  }

  async #untilWoken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => {
      resolve(undefined);
    };
    await promise;
    this.#wake = undefined;
  }

  /** Once for a whole burst: ends early for an urgent event, a full batch, or the shutdown. */
  async #linger(): Promise<void> {
    const waiting = this.#items.slice(this.#head);
    const isDue = waiting.length >= this.options.maxBatch || waiting.some(({ urgent }) => urgent);
    if (isDue || this.#isClosing) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#hurry = () => {
      resolve(undefined);
    };
    const timer = setTimeout(this.#hurry, this.options.lingerMs);
    await promise;
    clearTimeout(timer);
    this.#hurry = undefined;
  }

  /** Until acknowledged, refused for good, or stopped. */
  async #send(batch: readonly OutboxItem[]): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS;
    while (!this.#stop.signal.aborted) {
      const failure = await this.#attempt(batch);
      if (failure === undefined) {
        this.#acknowledge(batch.length);
        return;
      }
      if (!failure.retryable) {
        await this.#sendSingly(batch, failure);
        return;
      }
      this.options.logger.warn({ err: failure, queued: this.size }, 'events wait for the broker');
      await delay(backoffMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
    }
  }

  /** One event that the broker will never take must not take its neighbours down with it. */
  async #sendSingly(batch: readonly OutboxItem[], failure: KeywardenError): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      this.options.logger.error({ err: failure, bytes: only.bytes }, 'an event was refused');
      this.#lose(1, 'refused');
      return;
    }
    for (const item of batch) await this.#send([item]);
  }

  async #attempt(batch: readonly OutboxItem[]): Promise<KeywardenError | undefined> {
    try {
      await raceStop(
        this.options.publisher.publish(
          TOPICS.events,
          batch.map(({ message }) => message),
        ),
        this.#stop.signal,
      );
      return undefined;
    } catch (error) {
      return toKeywardenError(error, 'KW_BUS_PUBLISH');
    }
  }

  #acknowledge(count: number): void {
    this.#isFull = false;
    for (const { name, settled } of this.#take(count)) {
      this.options.onPublished(name);
      settled?.(undefined);
    }
  }

  #lose(count: number, cause: string): void {
    for (const { name, settled } of this.#take(count)) {
      this.options.onLost(cause, name);
      settled?.(cause);
    }
  }

  #take(count: number): OutboxItem[] {
    const taken = this.#items.slice(this.#head, this.#head + count);
    this.#head += count;
    for (const { bytes } of taken) this.#bytes -= bytes;
    if (this.#head > 4096 || this.#head === this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return taken;
  }
}

/** A publish that hangs must not outlive the deadline of a shutdown. */
async function raceStop(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const onStop = (): void => {
    stopped.reject(
      new KeywardenError('KW_BUS_PUBLISH', 'stopped while sending', { retryable: true }),
    );
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  try {
    await Promise.race([work, stopped.promise]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

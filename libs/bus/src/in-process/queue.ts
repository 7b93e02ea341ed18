import type { IncomingMessage, OutgoingMessage } from '../messages.js';

/** The bounded, ordered queue of one topic. A message stays in it until it has been worked off. */
export class TopicQueue {
  readonly topic: string;
  readonly #capacity: number;
  #items: IncomingMessage[] = [];
  #nextOffset = 0n;
  #waiting = 0;
  #changed = Promise.withResolvers<undefined>();

  constructor(topic: string, capacity: number) {
    this.topic = topic;
    this.#capacity = capacity;
  }

  /** Messages in the queue. */
  get size(): number {
    return this.#items.length;
  }

  /** Nothing in the queue and nobody waiting to put something in. */
  get idle(): boolean {
    return this.#items.length === 0 && this.#waiting === 0;
  }

  get full(): boolean {
    return this.#items.length >= this.#capacity;
  }

  /** Waits while the queue is full. @returns false when the signal was aborted first. */
  async put(message: OutgoingMessage, now: () => number, signal: AbortSignal): Promise<boolean> {
    this.#waiting += 1;
    try {
      while (this.full && !signal.aborted) await this.change(signal);
      if (signal.aborted) return false;
      this.#push(message, now());
      return true;
    } finally {
      this.#waiting -= 1;
    }
  }

  peek(max: number): readonly IncomingMessage[] {
    return this.#items.slice(0, max);
  }

  remove(count: number): void {
    this.#items = this.#items.slice(count);
    this.#notify();
  }

  /** Resolves at the next change of the queue, or when the signal is aborted. */
  async change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = Promise.withResolvers<undefined>();
    const abort = (): void => {
      aborted.resolve(undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    await Promise.race([this.#changed.promise, aborted.promise]);
    signal.removeEventListener('abort', abort);
  }

  #push({ key, value, headers }: OutgoingMessage, timestampMs: number): void {
    this.#items.push({
      topic: this.topic,
      partition: 0,
      offset: String(this.#nextOffset),
      key: typeof key === 'string' ? Buffer.from(key) : key,
      value,
      headers: headers ?? {},
      timestampMs,
    });
    this.#nextOffset += 1n;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers<undefined>();
  }
}

import type { IncomingMessage, OutgoingMessage } from '../messages.js';

/** The bounded, ordered queue of one topic. A message stays in it until it has been worked off. */
export class TopicQueue {
  readonly topic: string;
  readonly #capacity: number;
  #items: IncomingMessage[] = [];
  #nextOffset = 0n;
  #waiting = 0;
  #undecided = 0;
  #changed = Promise.withResolvers<undefined>();

  constructor(topic: string, capacity: number) {
    this.topic = topic;
    this.#capacity = capacity;
  }

  /** Messages in the queue. */
  get size(): number {
    return this.#items.length;
  }

  /** Messages that were taken out and are decided later. */
  get undecided(): number {
    return this.#undecided;
  }

  /** Nothing in the queue, nothing undecided, and nobody waiting to put something in. */
  get idle(): boolean {
    return this.#items.length === 0 && this.#undecided === 0 && this.#waiting === 0;
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

  /** Takes out messages, of which so many are decided later. */
  remove(count: number, undecided = 0): void {
    this.#items = this.#items.slice(count);
    this.#undecided += undecided;
    this.#notify();
  }

  /** One of the undecided messages is decided. */
  decided(): void {
    this.#undecided -= 1;
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

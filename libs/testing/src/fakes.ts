import type { Topic } from '@keywarden/contracts';

/** A clock that stands still until it is told to move; has the shape of the Clock port. */
export class FakeClock {
  #unixNanos: bigint;

  constructor(start = '2026-11-24T04:00:00Z') {
    this.#unixNanos = BigInt(Date.parse(start)) * 1_000_000n;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  nowMs(): number {
    return Number(this.#unixNanos / 1_000_000n);
  }

  unixNanos(): bigint {
    return this.#unixNanos;
  }

  advance(ms: number): void {
    this.#unixNanos += BigInt(Math.round(ms * 1_000_000));
  }
}

/** Shape of an outgoing message of libs/bus. */
export interface RecordedMessage {
  key: string | Buffer | null;
  value: Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** A MessagePublisher that keeps what it is given, and fails when it is told to. */
export class RecordingPublisher {
  readonly published: { topic: Topic; message: RecordedMessage }[] = [];
  readonly #failures: Error[] = [];
  closed = false;

  /** The next publish throws this instead. May be called several times for several failures. */
  failNext(error: Error): void {
    this.#failures.push(error);
  }

  publish(topic: Topic, messages: readonly RecordedMessage[]): Promise<void> {
    const failure = this.#failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    for (const message of messages) this.published.push({ topic, message });
    return Promise.resolve();
  }

  /** Values on one topic, parsed as JSON. */
  json(topic: Topic): unknown[] {
    return this.on(topic).map(({ value }): unknown => JSON.parse(value.toString()));
  }

  on(topic: Topic): RecordedMessage[] {
    return this.published.filter((one) => one.topic === topic).map(({ message }) => message);
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

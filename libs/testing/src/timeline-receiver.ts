import type {
  DeliveryResult,
  LostNotification,
  Notification,
  Notifications,
  Receiver,
  Sink,
} from '@keywarden/routing';
import type { FakeScheduler } from './fake-scheduler.js';

/**
 * What a fake receiver does with one notification. `hang`: no answer until the attempt is given up.
 * `ignore`: no answer ever. `afterMs`: it decides at once and answers later.
 */
export type Answered =
  DeliveryResult | 'hang' | 'ignore' | { result: DeliveryResult; afterMs: number };

export type Answer = (notification: Notification, atMs: number) => Answered;

export interface TimelineReceiver extends Partial<Omit<Receiver, 'sink'>> {
  name: string;
  maxBatch?: number;
  lingerMs?: number;
  keepsOrder?: boolean;
  /** Default: delivered. One that throws makes the sink reject. */
  answer?: Answer;
  /** Takes the place of `answer`, for sinks that break their contract. */
  deliver?: (notifications: Notifications, atMs: number) => Promise<readonly DeliveryResult[]>;
}

/** What a receiver was told, and when (ms since the beginning). */
export interface Told {
  atMs: number;
  receiver: string;
  notification: Notification;
}

/** One attempt, whatever came of it. */
export interface Call {
  atMs: number;
  receiver: string;
  /** Of the notifications in it. */
  ids: readonly string[];
}

/** A notification that was lost, and when. */
export interface Lost {
  atMs: number;
  notification: LostNotification;
}

/** What happens in receivers, whatever process tells them. */
export interface ReceiverBooks {
  readonly scheduler: FakeScheduler;
  readonly told: Told[];
  readonly calls: Call[];
  /** What was handed on because nobody took it. */
  readonly lost: Lost[];
}

const SECOND = 1_000;
const MINUTE = 60_000;

/** A receiver with a fake sink; `alive` is aborted when the process that uses it is killed. */
export function fakeReceiver(
  options: TimelineReceiver,
  books: ReceiverBooks,
  alive: AbortSignal,
): Receiver {
  const { name, maxBatch, lingerMs, keepsOrder, answer, deliver, ...overrides } = options;
  return {
    style: 'people',
    resolves: true,
    repeatMs: 0,
    concurrency: 4,
    maxPending: 1_000,
    retry: {
      maxAttempts: 100,
      maxElapsedMs: 15 * MINUTE,
      firstDelayMs: SECOND,
      maxDelayMs: 30 * SECOND,
    },
    breaker: { failures: 5, firstRestMs: SECOND, maxRestMs: 30 * SECOND },
    attemptTimeoutMs: 10 * SECOND,
    ...overrides,
    sink: {
      name,
      type: 'fake',
      maxBatch: maxBatch ?? 1,
      lingerMs: lingerMs ?? 0,
      keepsOrder: keepsOrder ?? false,
      deliver: (notifications, signal) => {
        if (alive.aborted) return never();
        const atMs = books.scheduler.monotonicMs();
        books.calls.push({ atMs, receiver: name, ids: notifications.map(({ id }) => id) });
        if (deliver !== undefined) return deliver(notifications, atMs);
        return Promise.all(
          notifications.map((one) => oneAnswer(one, { name, answer, books, alive, signal })),
        );
      },
      close: () => Promise.resolve(),
    } satisfies Sink,
  };
}

interface Attempt {
  name: string;
  answer: Answer | undefined;
  books: ReceiverBooks;
  alive: AbortSignal;
  signal: AbortSignal;
}

async function oneAnswer(
  notification: Notification,
  { name, answer, books, alive, signal }: Attempt,
): Promise<DeliveryResult> {
  const { scheduler, told } = books;
  const atMs = scheduler.monotonicMs();
  const answered = answer?.(notification, atMs) ?? { outcome: 'delivered' };
  if (answered === 'ignore') return never();
  if (answered === 'hang') {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    return alive.aborted ? never() : { outcome: 'retry', reason: 'no answer' };
  }
  const result = 'afterMs' in answered ? answered.result : answered;
  if (result.outcome === 'delivered') told.push({ atMs, receiver: name, notification });
  if ('afterMs' in answered) {
    await new Promise<void>((resolve) => {
      scheduler.after(answered.afterMs, resolve);
    });
  }
  return alive.aborted ? never() : result;
}

/** What a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

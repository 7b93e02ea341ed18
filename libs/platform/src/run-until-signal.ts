import { toKeywardenError } from '@keywarden/contracts';
import { EXIT_CODES, exitCodeFor } from './exit-codes.js';
import type { Logger } from './logger.js';

/** A running service. */
export interface Running {
  close(): Promise<void>;
  /** Settles when the service ends by itself; a rejection is its failure. */
  finished?: Promise<void>;
}

/** The part of `process` that is used, so that a test can send signals. */
export interface SignalSource {
  readonly pid: number;
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
  kill(pid: number, signal: string): unknown;
}

export interface RunOptions {
  logger: Logger;
  /** Time for `close` after the first signal, in ms. */
  deadlineMs: number;
  signals?: SignalSource;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FAILURES = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Starts a service, waits for SIGTERM or SIGINT (or its own end, or an uncaught error) and closes it
 * within the deadline. The signal given to `start` is aborted at that moment, so that a start which
 * waits for Kafka can be interrupted. A second signal ends the process at once.
 *
 * @returns the exit code: 0 after a signal and a clean close, otherwise by {@link exitCodeFor}
 */
export async function runUntilSignal(
  start: (signal: AbortSignal) => Promise<Running>,
  options: RunOptions,
): Promise<number> {
  const { logger, signals = process } = options;
  const abort = new AbortController();
  const stop = Promise.withResolvers<number>();
  const handlers: [string, (argument: unknown) => void][] = [
    ...SIGNALS.map((name): [string, () => void] => [name, onSignal.bind(undefined, name)]),
    ...FAILURES.map((name): [string, (thrown: unknown) => void] => [
      name,
      (thrown) => {
        logger.fatal({ err: thrown }, `${name}: closing down`);
        stop.resolve(EXIT_CODES.failure);
      },
    ]),
  ];
  for (const [event, handler] of handlers) signals.on(event, handler);
  // A pending promise does not keep Node alive; a service without sockets would end silently.
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  let signalled = false;
  try {
    const starting = start(abort.signal);
    const watching = starting.then<unknown>((running) => running.finished ?? stop.promise);
    watching.then(
      () => {
        stop.resolve(EXIT_CODES.ok);
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) logFailure(logger, thrown);
        stop.resolve(abort.signal.aborted ? EXIT_CODES.ok : exitCodeFor(thrown));
      },
    );
    const code = await stop.promise;
    abort.abort();
    return await closeWithin(starting, code, options);
  } finally {
    clearInterval(keepAlive);
    removeHandlers();
  }

  function onSignal(name: string): void {
    if (signalled) {
      logger.warn({ signal: name }, 'second signal: ending at once');
      removeHandlers();
      signals.kill(signals.pid, name);
      return;
    }
    signalled = true;
    logger.info({ signal: name, deadline_ms: options.deadlineMs }, 'closing down');
    stop.resolve(EXIT_CODES.ok);
  }

  function removeHandlers(): void {
    for (const [event, handler] of handlers) signals.off(event, handler);
  }
}

async function closeWithin(
  starting: Promise<Running>,
  code: number,
  { logger, deadlineMs }: RunOptions,
): Promise<number> {
  const deadline = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => {
    deadline.resolve('late');
  }, deadlineMs);
  try {
    const running = await Promise.race([starting.catch(() => undefined), deadline.promise]);
    const closing = running === 'late' ? running : running?.close();
    if ((await Promise.race([closing, deadline.promise])) !== 'late') return code;
    logger.error({ deadline_ms: deadlineMs }, 'not closed within the deadline');
    return code === EXIT_CODES.ok ? EXIT_CODES.failure : code;
  } catch (thrown) {
    logFailure(logger, thrown);
    return code === EXIT_CODES.ok ? exitCodeFor(thrown) : code;
  } finally {
    clearTimeout(timer);
  }
}

function logFailure(logger: Logger, thrown: unknown): void {
  const error = toKeywardenError(thrown);
  logger.fatal({ err: error }, error.toText());
}

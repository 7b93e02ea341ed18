import { toKeywardenError } from '@keywarden/contracts';
import { exitCodeOf } from './exit-codes.js';
import type { Logger } from './logger.js';

export interface Closable {
  close(): Promise<void>;
}

export interface RunOptions {
  logger: Logger;
  /** Milliseconds that `close` may take before the process ends without it. */
  deadlineMs: number;
}

/**
 * Starts a service and keeps it until SIGTERM or SIGINT, then closes it within the deadline; a second
 * signal ends the process at once. Also ends, with code 1, on an error that nobody caught.
 *
 * @returns the exit code; the caller sets `process.exitCode`.
 */
export async function runUntilSignal(
  start: (signal: AbortSignal) => Promise<Closable>,
  options: RunOptions,
): Promise<number> {
  const { logger } = options;
  const abort = new AbortController();
  const ended = Promise.withResolvers<number>();
  const onSignal = (name: NodeJS.Signals): void => {
    if (abort.signal.aborted) endNow(name);
    logger.info({ signal: name }, 'stopping');
    abort.abort();
    ended.resolve(0);
  };
  const onFailure = (error: unknown): void => {
    logger.fatal({ err: error }, 'unexpected failure');
    abort.abort();
    ended.resolve(1);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  process.on('uncaughtException', onFailure).on('unhandledRejection', onFailure);
  try {
    const starting = start(abort.signal);
    const running = await Promise.race([starting, ended.promise.then(() => undefined)]);
    const code = await ended.promise;
    const closing = running ?? (await settled(starting, options.deadlineMs));
    if (closing !== undefined) await closeWithin(closing, options);
    return code;
  } catch (error) {
    const known = toKeywardenError(error);
    logger.fatal(
      { code: known.code, where: known.where, hint: known.hint, err: known },
      known.message,
    );
    return exitCodeOf(known);
  } finally {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    process.off('uncaughtException', onFailure).off('unhandledRejection', onFailure);
  }
}

/** A start that was interrupted either gives up or succeeds late; in the latter case it is closed. */
async function settled(starting: Promise<Closable>, ms: number): Promise<Closable | undefined> {
  const late = starting.catch(() => undefined);
  return Promise.race([late, after(ms)]);
}

async function closeWithin(service: Closable, { logger, deadlineMs }: RunOptions): Promise<void> {
  const closed = service.close().then(() => true);
  const inTime = await Promise.race([closed, after(deadlineMs)]);
  if (inTime !== true) logger.error({ deadlineMs }, 'stopped before everything was drained');
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, ms).unref();
  });
}

/** Without a handler the signal has its default effect: the process ends by it. */
function endNow(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

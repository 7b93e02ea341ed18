import { KeywardenError } from '@keywarden/contracts';
import type { ChainableCommander } from 'ioredis';

/** ioredis's errors when there is no usable connection; everything else is Redis's own answer. */
const UNREACHABLE =
  /isn't writeable|Connection is closed|max retries per request|timed out|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/i;

type Answers = readonly [error: Error | null, result: unknown][];

/**
 * Runs a pipeline and gives the answers in order.
 *
 * @throws KeywardenError `KW_STATE_UNREACHABLE` without a connection, `KW_STATE_FAILED` when Redis
 *   refused a command; both retryable, since every command of ours is idempotent.
 */
export async function execute(pipeline: ChainableCommander): Promise<unknown[]> {
  if (pipeline.length === 0) return [];
  let answers: Answers | null;
  try {
    answers = await pipeline.exec();
  } catch (error) {
    throw stateError(error);
  }
  return answersOf(answers ?? []);
}

/** @throws KeywardenError as {@link execute} when Redis refused one of the commands. */
export function answersOf(answers: Answers): unknown[] {
  return answers.map(([error, result]) => {
    if (error !== null) throw stateError(error);
    return result;
  });
}

/** Anything ioredis throws as one of our errors. */
export function stateError(cause: unknown): KeywardenError {
  if (cause instanceof KeywardenError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const name = cause instanceof Error ? cause.name : '';
  const code = UNREACHABLE.test(`${name} ${message}`) ? 'KW_STATE_UNREACHABLE' : 'KW_STATE_FAILED';
  return new KeywardenError(code, message, { retryable: true, where: 'Redis', cause });
}

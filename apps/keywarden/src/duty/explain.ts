import { toKeywardenError } from '@keywarden/contracts';
import { exitCodeFor } from '@keywarden/platform';

/**
 * Explains on standard error why a command failed, and gives its exit code.
 *
 * @throws KeywardenError `KW_USAGE`, which the command line explains itself
 */
export function explain(thrown: unknown): number {
  const error = toKeywardenError(thrown);
  if (error.code === 'KW_USAGE') throw error;
  process.stderr.write(`${error.toText()}\n`);
  return exitCodeFor(error);
}

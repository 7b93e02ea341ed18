import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import {
  KeywardenError,
  parseKernelEvent,
  toKeywardenError,
  type KernelEvent,
} from '@keywarden/contracts';

/** One line of a recording: an event with its bytes, or why it is none. */
export type RecordedLine =
  { line: number; event: KernelEvent; bytes: Buffer } | { line: number; error: KeywardenError };

/**
 * Reads KernelEvents, one JSON object per line; empty lines are passed over.
 *
 * @param file A path, or `-` for standard input.
 * @throws KeywardenError `KW_REPLAY_INPUT` when the file cannot be read.
 */
export async function* readRecording(file: string): AsyncGenerator<RecordedLine> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  input.once('error', (cause) => {
    failed.reject(new KeywardenError('KW_REPLAY_INPUT', cause.message, { where: file, cause }));
  });
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (let line = 1; ; line += 1) {
    const next = await Promise.race([lines.next(), failed.promise]);
    if (next.done === true) return;
    if (next.value.trim() !== '') yield parseLine(file, line, next.value);
  }
}

function parseLine(file: string, line: number, text: string): RecordedLine {
  try {
    return { line, event: parseKernelEvent(text), bytes: Buffer.from(text) };
  } catch (thrown) {
    const cause = toKeywardenError(thrown);
    const field = cause.where === undefined ? '' : ` (${cause.where})`;
    const where = `${file}:${String(line)}`;
    return {
      line,
      error: new KeywardenError('KW_REPLAY_INPUT', `${cause.message}${field}`, { where, cause }),
    };
  }
}

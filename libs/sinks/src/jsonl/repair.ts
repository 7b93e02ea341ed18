import type { FileHandle } from 'node:fs/promises';

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Makes the file end with a whole line. A last line without line end is what an interrupted write
 * left: it was never acknowledged and comes again, so it is cut off; if it is whole JSON (somebody
 * edited the file), it gets its line end. Of a line that is not JSON nobody can tell: it is cut off.
 *
 * @param isJsonFile whether the lines are JSON
 */
export async function repairLastLine(file: FileHandle, isJsonFile: boolean): Promise<void> {
  const { size } = await file.stat();
  const lineStart = await startOfLastLine(file, size);
  if (lineStart === size) return;
  const line = Buffer.alloc(size - lineStart);
  await file.read(line, 0, line.length, lineStart);
  if (isJsonFile && isJson(line)) await file.appendFile('\n');
  else await file.truncate(lineStart);
}

/** Offset just after the last newline; `size` when the file ends with one or is empty. */
async function startOfLastLine(file: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - CHUNK);
    await file.read(chunk, 0, end - start, start);
    const newline = chunk.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

function isJson(line: Buffer): boolean {
  try {
    JSON.parse(line.toString());
    return true;
  } catch {
    return false;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ASCII_LIMIT = 0x80;
const BACKSLASH = 0x5c;

/** Length of the valid UTF-8 sequence at `index`, or 0. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || index + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(index, index + length));
    return length;
  } catch {
    return 0;
  }
}

function needsEscape(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= ASCII_LIMIT || byte === BACKSLASH);
}

/**
 * Bytes of a name as a string that carries them exactly: what is not valid UTF-8 becomes `\xHH`, a
 * backslash becomes `\\`. Control characters stay: they are for JSON and the terminal to escape.
 */
export function bytesToText(bytes: Uint8Array): string {
  if (!needsEscape(bytes)) return Buffer.from(bytes).toString('latin1');
  let text = '';
  for (let index = 0; index < bytes.length;) {
    const byte = bytes[index] ?? 0;
    const length = byte < ASCII_LIMIT ? 1 : sequenceLength(bytes, index);
    if (byte === BACKSLASH) text += '\\\\';
    else if (length === 0) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += strict.decode(bytes.subarray(index, index + length));
    index += Math.max(length, 1);
  }
  return text;
}

/** The bytes before the first NUL. */
export function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** NUL-terminated strings one after another; a last one without its NUL counts as well. */
export function splitNul(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const part = untilNul(bytes.subarray(start));
    parts.push(part);
    start += part.length + 1;
  }
  return parts;
}

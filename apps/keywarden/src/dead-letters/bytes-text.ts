const UNSAFE = /[\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes as text that cannot act on a terminal and that stands for these bytes only: valid UTF-8 is shown,
 * with a backslash as `\\` and unsafe characters as `\n`, `\x1b` or `\u{202e}`; of anything else each
 * byte above 0x7e or below a blank is `\xNN`.
 *
 * @param limit bytes that are shown at most; the rest is counted
 */
export function bytesText(bytes: Buffer, limit: number): string {
  if (bytes.length > limit) {
    const shown = perByte(bytes.subarray(0, limit));
    return `${shown}… (${String(bytes.length)} bytes, --raw writes them all)`;
  }
  try {
    return utf8.decode(bytes).replace(UNSAFE, escapeCharacter);
  } catch {
    return perByte(bytes);
  }
}

/** JSON for people and machines alike: what could act on a terminal is a `\uNNNN` escape. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) =>
    found.split('').map(unicodeEscape).join(''),
  );
}

function perByte(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[^\x20-\x5b\x5d-\x7e]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

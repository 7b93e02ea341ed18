const MAX_LENGTH = 1_000;

/**
 * Control characters (C0, DEL, C1), bidirectional overrides and marks, invisible formatting, line and
 * paragraph separators, lone surrogates: everything that can act on a terminal or deceive the eye.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from a hostile source as it may be shown: unsafe characters become `\n`, `\x1b` or `\u{202e}`,
 * a very long text is cut and says so.
 */
export function visible(text: string): string {
  const cut = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const shown = cut.replace(UNSAFE, (found) => SHORT[found] ?? escape(found));
  return cut === text ? shown : `${shown}… (${String(text.length)} characters)`;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

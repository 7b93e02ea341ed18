import { MAX_ITEMS, MAX_TEXT } from './limits.js';

/** Ends a text that was cut. */
export const CUT_MARK = '…';

/**
 * Text as it may go into any UTF-8 document: lone surrogates become U+FFFD, and what is longer than
 * `max` UTF-16 code units is cut, which {@link CUT_MARK} shows. No pair is split.
 */
export function text(value: string, max: number = MAX_TEXT): string {
  if (value.length <= max) return value.toWellFormed();
  const end = isHighSurrogate(value.charCodeAt(max - 2)) ? max - 2 : max - 1;
  return `${value.slice(0, end).toWellFormed()}${CUT_MARK}`;
}

/** At most {@link MAX_ITEMS} texts that have {@link MAX_TEXT} code units in all; the rest is left out. */
export function texts(values: readonly string[]): string[] {
  const kept: string[] = [];
  let room = MAX_TEXT;
  for (const value of values.slice(0, MAX_ITEMS)) {
    if (room <= 1) break;
    kept.push(text(value, room));
    room -= value.length;
  }
  return kept;
}

/** Control characters: C0, DEL and C1, and the line and paragraph separators of Unicode. */

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Text for one line: a control character becomes `\x1b` or `\u2028`. The text of events doubles its
 * own backslashes (docs/events.md), so that nothing else looks like that there.
 */
export function oneLine(value: string): string {
  return value.replace(CONTROLS, (found) => {
    const code = found.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The last part of a path; the path itself when it has none, as `/`. */
export function baseName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '' ? path : name;
}

/** A command line for people: arguments with anything unusual are quoted as a shell would. */
export function commandLine(argv: readonly string[], max: number = MAX_TEXT): string {
  const quoted = argv
    .slice(0, MAX_ITEMS)
    .map((argument) =>
      /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`,
    );
  return text(quoted.join(' '), max);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

import type { IncomingMessage } from '@keywarden/bus';
import { visible } from '@keywarden/sinks';
import { bytesText, safeJson } from './bytes-text.js';
import type { ListedLetter, Survey } from './survey.js';

const MAX_CELL = 60;
const MAX_SHOWN_BYTES = 65_536;
const HEAD = ['letter', 'time', 'code', 'sink', 'news', 'attempts', 'bytes', 'replayed', 'reason'];

/** A table, one letter a line, oldest first. */
export function renderList({ letters, matching }: Survey): string {
  if (letters.length === 0) return 'No dead letters.\n';
  const rows = letters.map((letter) =>
    [
      letter.ref,
      letter.time,
      letter.code,
      letter.sink ?? '-',
      letter.notification?.reason ?? '-',
      letter.attempts.length === 0 ? '-' : String(letter.attempts.length),
      String(letter.bytes),
      letter.replayed ?? '-',
      letter.reason,
    ].map(cell),
  );
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_name, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) => row.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  '));
  const older = matching - letters.length;
  const more = older === 0 ? '' : `${String(older)} older ones match too: raise --limit.\n`;
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}${more}`;
}

/** One JSON object a line. */
export function listJson({ letters }: Survey): string {
  return letters.map((letter) => `${safeJson(letter)}\n`).join('');
}

/** Everything about one letter, for a person. */
export function renderLetter(letter: ListedLetter, message: IncomingMessage): string {
  const lines = [
    `letter    ${letter.ref}  ${letter.time}`,
    `code      ${visible(letter.code)}`,
    `reason    ${visible(letter.reason)}`,
    `from      ${visible(letter.topic)} ${visible(letter.origin)}`,
    `sink      ${letter.sink === undefined ? '-' : visible(letter.sink)}`,
    `alert     ${letter.alert === undefined ? '-' : visible(letter.alert)}`,
    ...newsOf(letter),
    `replayed  ${letter.replayed ?? 'no'}`,
    'attempts',
    ...letter.attempts.map(({ time, error }) => `  ${visible(time)}  ${visible(error)}`),
    'headers',
    ...Object.entries(message.headers).map(
      ([name, value]) => `  ${visible(name)}: ${visible(value)}`,
    ),
    `key       ${message.key === null ? '(none)' : bytesText(message.key, MAX_SHOWN_BYTES)}`,
    `value     (${String(message.value.length)} bytes)`,
    bytesText(message.value, MAX_SHOWN_BYTES),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for a machine; key and value in base64. */
export function letterJson(letter: ListedLetter, message: IncomingMessage): string {
  const { headers, key, value } = message;
  const bytes = { key: key?.toString('base64') ?? null, value: value.toString('base64') };
  return `${safeJson({ ...letter, headers, ...bytes })}\n`;
}

function newsOf({ notification }: ListedLetter): string[] {
  if (notification === undefined) return [];
  return [`news      ${visible(notification.reason)}, notification ${visible(notification.id)}`];
}

function cell(text: string): string {
  const shown = visible(text);
  return shown.length > MAX_CELL ? `${shown.slice(0, MAX_CELL - 1)}…` : shown;
}

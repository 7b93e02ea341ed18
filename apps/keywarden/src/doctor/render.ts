import { createColors } from 'picocolors';
import type { Finding } from './examine.js';

/** The findings, one line each, hints below. `isTTY` of a pipe is undefined, and that is no terminal. */
export function renderFindings(
  findings: readonly Finding[],
  isTerminal: boolean | undefined,
): string {
  const colors = createColors(isTerminal === true && process.env.NO_COLOR === undefined);
  const marks = {
    ok: colors.green('ok     '),
    note: colors.cyan('note   '),
    problem: colors.red('problem'),
  };
  const width = Math.max(...findings.map(({ about }) => about.length));
  return findings
    .map(({ about, state, detail, hint }) => {
      const line = `${marks[state]}  ${about.padEnd(width)}  ${detail}\n`;
      return hint === undefined ? line : `${line}${' '.repeat(width + 11)}${hint}\n`;
    })
    .join('');
}

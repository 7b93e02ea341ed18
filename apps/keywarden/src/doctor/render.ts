import { createColors } from 'picocolors';
import type { Finding } from './examine.js';

/** The findings for a terminal: one line each, hints below. */
export function renderFindings(findings: readonly Finding[], isTerminal: boolean): string {
  const colors = createColors(isTerminal && process.env.NO_COLOR === undefined);
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

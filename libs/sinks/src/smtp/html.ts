import type { Fact, Summary } from '../shared/summary.js';
import { escapeFor } from '../template/escape.js';
import type { Texts } from '../template/texts.js';

/** The HTML part of a mail: every text escaped, nothing loaded from anywhere. */
export function mailHtml(summary: Summary, { title, body, link }: Texts): string {
  const colour = `#${summary.colour.toString(16).padStart(6, '0')}`;
  const anchor = link === undefined ? '' : `<p><a href="${plain(link)}">Open the incident</a></p>`;
  return [
    '<!doctype html>',
    '<html><head><meta charset="utf-8"></head>',
    '<body style="font-family:sans-serif;color:#222">',
    `<h2 style="border-left:6px solid ${colour};padding-left:8px">${plain(title)}</h2>`,
    `<p style="white-space:pre-wrap">${plain(body)}</p>`,
    anchor,
    table(summary.facts),
    summary.actions.length === 0 ? '' : `<h3>What to do</h3>${table(summary.actions)}`,
    '</body></html>',
  ].join('\n');
}

function table(facts: readonly Fact[]): string {
  const rows = facts.map(({ label, value }) => {
    const cell = `<td style="font-family:monospace">${escapeFor('html', value)}</td>`;
    return `<tr><th align="left">${escapeFor('html', label)}</th>${cell}</tr>`;
  });
  return `<table cellpadding="4">${rows.join('')}</table>`;
}

/** For texts whose control characters are visible already, and whose line ends are the template's. */
function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeFor('html', line))
    .join('\n');
}

import { visible } from '../terminal/visible.js';

/**
 * What a text is put into. `json`: between the quotes of a JSON string; `url`: one component of a URL;
 * `markdown`: Discord; `mattermost`: Markdown that makes no mentions; `mrkdwn`: Slack.
 */
export const ESCAPES = ['none', 'json', 'html', 'url', 'mrkdwn', 'markdown', 'mattermost'] as const;

export type Escape = (typeof ESCAPES)[number];

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// CommonMark 0.31 section 2.4: any ASCII punctuation may be escaped, and stands for itself then.
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ZERO_WIDTH_SPACE = '\u200b';

/** Each works on any part of a text, so that a text can be cut between two characters. */
const ESCAPERS: Record<Escape, (text: string) => string> = {
  none: (text) => text,
  json: (text) => JSON.stringify(text).slice(1, -1),
  html: (text) => text.replace(/[&<>"']/g, (found) => HTML[found] ?? found),
  url: (text) => encodeURIComponent(text.toWellFormed()),
  // https://docs.slack.dev/messaging/formatting-message-text: these three and no others. A mention, a
  // channel and a link all begin with `<`.
  mrkdwn: (text) => text.replace(/[&<>]/g, (found) => HTML[found] ?? found),
  markdown: (text) => text.replace(PUNCTUATION, String.raw`\$&`),
  // Its server looks for mentions in the text that is left when the backslashes are gone.
  mattermost: (text) =>
    text.replace(PUNCTUATION, String.raw`\$&`).replaceAll('@', `@${ZERO_WIDTH_SPACE}`),
};

/**
 * A hostile text as it may stand in `target`. But for `json` and `url`, which keep it exact, characters
 * that act or deceive are made visible first.
 */
export function escapeFor(target: Escape, text: string): string {
  return ESCAPERS[target](isExact(target) ? text : visible(text));
}

/** As {@link escapeFor}, of at most `max` UTF-16 units, cut between two characters and marked with `…`. */
export function fit(target: Escape, text: string, max: number): string {
  const shown = isExact(target) ? text : visible(text);
  const whole = ESCAPERS[target](shown);
  if (whole.length <= max) return whole;
  let kept = '';
  for (const character of shown) {
    const piece = ESCAPERS[target](character);
    if (kept.length + piece.length > max - 1) break;
    kept += piece;
  }
  return `${kept}…`;
}

/** As {@link fit}, for receivers that refuse an empty text: `-` stands for it. */
export function fitSome(target: Escape, text: string, max: number): string {
  return fit(target, text === '' ? '-' : text, max);
}

/**
 * Cuts a text that is escaped already to `max` UTF-16 units. Half a character, half an entity and a
 * backslash without its character are left out.
 */
export function cutEscaped(target: Escape, text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = text.slice(0, max - 1);
  if (/[\ud800-\udbff]$/.test(kept)) kept = kept.slice(0, -1);
  if (target === 'html' || target === 'mrkdwn') kept = kept.replace(/&[a-z0-9#]{0,6}$/, '');
  const backslashes = /\\*$/.exec(kept)?.[0].length ?? 0;
  const isMarkdown = target === 'markdown' || target === 'mattermost';
  if (isMarkdown && backslashes % 2 === 1) kept = kept.slice(0, -1);
  return `${kept}…`;
}

function isExact(target: Escape): boolean {
  return target === 'json' || target === 'url';
}

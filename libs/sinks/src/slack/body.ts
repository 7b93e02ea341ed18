import type { Fact, Summary } from '../shared/summary.js';
import { fit } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';

// https://docs.slack.dev/reference/block-kit/blocks: a header has at most 150 characters, the text of a
// section 3,000, a section at most 10 fields of 2,000, a message at most 50 blocks.
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
const MAX_FIELDS = 10;
const MAX_FIELD = 2_000;
const MAX_BLOCKS = 50;
const MAX_ACTIONS = 10;
// https://docs.slack.dev/reference/methods/chat.postMessage: text of at most 4,000 is recommended.
const MAX_TEXT = 3_000;

export const SLACK_BOUNDS: TextBounds = { title: MAX_HEADER, body: MAX_SECTION };

interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  /** Nothing in it becomes a link or a mention by itself. */
  verbatim: true;
}

export type SlackBlock =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'section'; text: Mrkdwn }
  | { type: 'section'; fields: Mrkdwn[] };

export interface SlackBody {
  /** What notifications and screen readers show. */
  text: string;
  blocks: SlackBlock[];
  unfurl_links: false;
  unfurl_media: false;
}

/** A message; the texts are written for `none` (title) and `mrkdwn` (body). */
export function slackBody(summary: Summary, texts: Texts): SlackBody {
  const blocks: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: texts.title || '-', emoji: false } },
    ...(texts.body === '' ? [] : [section(texts.body)]),
    ...inPieces(summary.facts, MAX_FIELDS).map((facts): SlackBlock => ({
      type: 'section',
      fields: facts.map(field),
    })),
    ...actionsOf(summary.actions),
    ...(texts.link === undefined ? [] : [section(`<${texts.link}|Incident>`)]),
  ];
  return {
    text: fit('mrkdwn', texts.title, MAX_TEXT) || '-',
    blocks: blocks.slice(0, MAX_BLOCKS),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function section(text: string): SlackBlock {
  return { type: 'section', text: mrkdwn(text) };
}

function field({ label, value }: Fact): Mrkdwn {
  const name = `*${fit('mrkdwn', label, 100)}*\n`;
  return mrkdwn(name + fit('mrkdwn', value, MAX_FIELD - name.length));
}

function actionsOf(actions: readonly Fact[]): SlackBlock[] {
  const each = MAX_SECTION / MAX_ACTIONS - 1;
  const lines = actions.slice(0, MAX_ACTIONS).map(({ label, value }) => {
    const name = `• *${fit('mrkdwn', label, 80)}*: `;
    return name + fit('mrkdwn', value, each - name.length);
  });
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

function inPieces<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

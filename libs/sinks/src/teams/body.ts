import type { Notification } from '@keywarden/routing';
import type { Fact, Summary } from '../shared/summary.js';
import { cutEscaped, fit } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';

/**
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using:
 * a message has at most 28 KB.
 */
export const MAX_TEAMS_BYTES = 28 * 1_024;
/** Tried one after the other until the card fits. */
const CAPS = [1_000, 400, 150, 60, 20] as const;
const MAX_FACTS = 25;

export const TEAMS_BOUNDS: TextBounds = { title: 300, body: 4_000 };

/** A run is shown as it is: no Markdown, no links (Adaptive Cards 1.2, TextRun). */
interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  size?: 'Large';
  color?: 'Attention' | 'Warning' | 'Good' | 'Default';
}

interface RichTextBlock {
  type: 'RichTextBlock';
  inlines: TextRun[];
}

export interface TeamsBody {
  type: 'message';
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive';
      contentUrl: null;
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        type: 'AdaptiveCard';
        version: '1.5';
        msteams: { width: 'Full' };
        body: RichTextBlock[];
        actions?: { type: 'Action.OpenUrl'; title: string; url: string }[];
      };
    },
  ];
}

/** A card of at most 28 KB; the texts are written for `none`. */
export function teamsBody(notification: Notification, summary: Summary, texts: Texts): TeamsBody {
  let body = cardOf(notification, summary, texts, CAPS[0]);
  for (const cap of CAPS) {
    body = cardOf(notification, summary, texts, cap);
    if (Buffer.byteLength(JSON.stringify(body)) <= MAX_TEAMS_BYTES) break;
  }
  return body;
}

function cardOf(
  { status }: Notification,
  summary: Summary,
  { title, body, link }: Texts,
  cap: number,
): TeamsBody {
  const facts = [...summary.facts, ...summary.actions].slice(0, MAX_FACTS);
  const color = status === 'resolved' ? 'Good' : COLOURS[summary.urgency];
  const heading = {
    ...run(title, Math.min(300, cap)),
    weight: 'Bolder',
    size: 'Large',
    color,
  } as const;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.5',
          msteams: { width: 'Full' },
          body: [
            block(heading),
            block(run(body, cap * 4)),
            ...facts.map((fact) => factBlock(fact, cap)),
          ],
          ...(link === undefined
            ? {}
            : { actions: [{ type: 'Action.OpenUrl', title: 'Incident', url: link }] }),
        },
      },
    ],
  };
}

const COLOURS: Record<Summary['urgency'], NonNullable<TextRun['color']>> = {
  critical: 'Attention',
  high: 'Attention',
  medium: 'Warning',
  low: 'Default',
};

function block(...inlines: TextRun[]): RichTextBlock {
  return { type: 'RichTextBlock', inlines };
}

function factBlock({ label, value }: Fact, cap: number): RichTextBlock {
  const name = fit('none', label, cap);
  return block({ ...run(`${name}: `, cap), weight: 'Bolder' }, run(fit('none', value, cap), cap));
}

/** `{{DATE(…)}}` is the one thing that a card computes in a text; it is broken up. */
function run(text: string, max: number): TextRun {
  const cut = cutEscaped('none', text, max).replace(/\{(?=\{)/g, '{\u200b');
  return { type: 'TextRun', text: cut || ' ' };
}

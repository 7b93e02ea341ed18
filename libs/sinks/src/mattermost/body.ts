import type { Fact, Summary } from '../shared/summary.js';
import { fit } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';

// https://developers.mattermost.com/integrate/reference/message-attachments: a text of more than 700
// characters or 5 lines is folded; a post has at most 16,383 characters.
const MAX_TITLE = 300;
const MAX_BODY = 4_000;
const MAX_VALUE = 600;
const MAX_FACTS = 20;

export const MATTERMOST_BOUNDS: TextBounds = { title: MAX_TITLE, body: MAX_BODY };

export interface MattermostBody {
  channel?: string;
  attachments: [
    {
      /** Plain text for where attachments are not shown, e.g. a notification on a phone. */
      fallback: string;
      color: string;
      title: string;
      title_link?: string;
      text: string;
      fields: { title: string; value: string; short: boolean }[];
    },
  ];
}

/** A message; the texts are written for `mattermost`. */
export function mattermostBody(
  summary: Summary,
  { title, body, link }: Texts,
  channel: string | undefined,
): MattermostBody {
  return {
    ...(channel === undefined ? {} : { channel }),
    attachments: [
      {
        fallback: title,
        color: `#${summary.colour.toString(16).padStart(6, '0')}`,
        title,
        ...(link === undefined ? {} : { title_link: link }),
        text: body,
        fields: [...summary.facts, ...summary.actions].slice(0, MAX_FACTS).map(field),
      },
    ],
  };
}

function field({ label, value }: Fact): { title: string; value: string; short: boolean } {
  const text = fit('mattermost', value, MAX_VALUE);
  return { title: fit('mattermost', label, 100), value: text, short: text.length <= 40 };
}

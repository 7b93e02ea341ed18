import type { Notification } from '@keywarden/routing';
import type { Fact, Summary } from '../shared/summary.js';
import { fitSome } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';

// https://docs.discord.com/developers/resources/message#embed-object-embed-limits: title 256, description
// 4,096, 25 fields of name 256 and value 1,024, footer 2,048, all of them together 6,000.
const MAX_FIELDS = 25;
const MAX_NAME = 256;
const MAX_VALUE = 1_024;
const MAX_TOTAL = 6_000;
/** Leaves room for the facts. */
const MAX_BODY = 3_000;

export const DISCORD_BOUNDS: TextBounds = { title: MAX_NAME, body: MAX_BODY };

interface Field {
  name: string;
  value: string;
  inline: boolean;
}

export interface DiscordBody {
  embeds: [
    {
      title: string;
      description?: string;
      url?: string;
      color: number;
      timestamp: string;
      fields: Field[];
    },
  ];
  /** Nobody is called by what an attacker writes. */
  allowed_mentions: { parse: [] };
}

/** A message; the texts are written for `markdown`. */
export function discordBody(
  { time }: Notification,
  summary: Summary,
  { title, body, link }: Texts,
): DiscordBody {
  const facts = [...summary.facts, ...summary.actions];
  return {
    embeds: [
      {
        title: title || '-',
        ...(body === '' ? {} : { description: body }),
        ...(link === undefined ? {} : { url: link }),
        color: summary.colour,
        timestamp: new Date(time).toISOString(),
        fields: fieldsWithin(facts, MAX_TOTAL - title.length - body.length - 1),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

/** As many facts as fit, in their order; an empty name or value is not allowed. */
function fieldsWithin(facts: readonly Fact[], total: number): Field[] {
  const fields: Field[] = [];
  let left = total;
  for (const { label, value } of facts.slice(0, MAX_FIELDS)) {
    const name = fitSome('markdown', label, MAX_NAME);
    const most = Math.min(MAX_VALUE, left - name.length);
    if (most < 2) break;
    const text = fitSome('markdown', value, most);
    fields.push({ name, value: text, inline: text.length <= 40 });
    left -= name.length + text.length;
  }
  return fields;
}

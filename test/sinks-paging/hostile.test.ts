import { createRequire } from 'node:module';
import type * as adaptiveCards from 'adaptivecards';
import { EmbedBuilder } from '@discordjs/builders';
import type { Notification, Sink } from '@keywarden/routing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileNotification } from './hostile.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import * as schemas from './schemas.ts';
import { deliver, HTTP_SINKS, makeSink } from './sinks.ts';
import { stringsOf } from './strings.ts';

type Cards = typeof adaptiveCards;
/** The package's bundle; its modules are written for bundlers. */
const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Cards;

const LINK =
  'https://soc.example/i/{{ notification.incident_id }}?p={{ alert.credential.canonical_path }}';
const TEMPLATES = {
  title_template: '{{ alert.title }}{{ alert.title }}',
  body_template: '{% for a in alerts %}{{ a.description }}\n{{ a.event | json }}\n{% endfor %}',
  link_template: LINK,
};

/** Everything that is no letter, digit or space must have a backslash before it. */
const BARE_PUNCTUATION = /(?<!\\)(?:\\\\)*[!-/:-@[^-`{-~]/;
/** Longest result of a template, UTF-16 units; docs/integration/templates.md. */
const MAX_RESULT = 262_144;
const SLACK_MARKUP = /[<>]|&(?!(?:amp|lt|gt);)/;

describe.each([
  ['default texts', {}],
  ['templates', TEMPLATES],
])('hostile texts, %s', (_, templates) => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    receiver.behaviour = ({ url }) => HTTP_SINKS[kindOf(url)]?.success ?? { status: 200 };
  });
  afterAll(() => receiver.close());

  const kindOf = (url: string): string => (url.startsWith('/api/chat') ? 'slack bot' : 'webhook');

  /** Delivers hostile notifications and looks at the body of each request. */
  async function check(
    kind: string,
    schemaOf: (notification: Notification) => object,
    look: (body: never, notification: Notification, bytes: Buffer, url: string) => void,
    more: object = kind === 'alertmanager' || kind === 'webhook' ? {} : templates,
  ): Promise<void> {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
    const sink: Sink = makeSink(kind, receiver.url, more);
    await fc.assert(
      fc.asyncProperty(hostileNotification, async (notification) => {
        receiver.requests.length = 0;
        expect((await deliver(sink, notification)).outcome).toBe('delivered');
        const { body, bytes, url } = receiver.requests[0]!;
        const value = JSON.parse(body) as never;
        if (!ajv.validate(schemaOf(notification), value)) throw new Error(ajv.errorsText());
        look(value, notification, bytes, url);
      }),
      // Each try is a request: a counterexample is told in time, rather than made as small as can be.
      { numRuns: 60, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true },
    );
    await sink.close();
  }

  it.each(['slack', 'slack bot'])('%s: no mention, no link, within the limits', async (kind) => {
    await check(
      kind,
      () => schemas.SLACK,
      (body: SlackMessage) => {
        const [header, ...blocks] = body.blocks;
        expect(header?.type).toBe('header');
        expect(body.text).not.toMatch(SLACK_MARKUP);
        for (const text of blocks.flatMap(stringsOf)) {
          expect(text.replace(/^<https:\/\/soc\.example\/[^<>|]*\|Incident>$/, '')).not.toMatch(
            SLACK_MARKUP,
          );
        }
      },
    );
  });

  it('discord: no mention, no markup, within the limits', async () => {
    await check(
      'discord',
      () => schemas.DISCORD,
      (body: DiscordMessage, _n, _b, url) => {
        expect(url).toContain('wait=true');
        const [embed] = body.embeds;
        expect(new EmbedBuilder(embed).toJSON()).toEqual(embed);
        const { title, description = '', fields } = embed;
        const texts = [title, description, ...fields.flatMap(({ name, value }) => [name, value])];
        expect(texts.join('').length).toBeLessThanOrEqual(6_000);
        for (const text of texts) expect(text.replace(/^-$/, '')).not.toMatch(BARE_PUNCTUATION);
      },
    );
  });

  it('mattermost: no mention, no markup, within the limits', async () => {
    await check(
      'mattermost',
      () => schemas.MATTERMOST,
      (body: MattermostMessage, _n, bytes) => {
        // A post may have 800,000 characters of properties, which hold the attachments.
        expect(bytes.toString().length).toBeLessThanOrEqual(64_000);
        const [{ fallback, title, text, fields }] = body.attachments;
        for (const shown of [fallback, title, text, ...fields.flatMap(stringsOf)]) {
          expect(shown).not.toMatch(BARE_PUNCTUATION);
          expect(shown).not.toMatch(/@(?!\u200b)/);
        }
      },
    );
  });

  it('teams: a valid card of at most 28 KB without anything computed', async () => {
    await check(
      'teams',
      () => schemas.TEAMS,
      (body: TeamsMessage, _n, bytes) => {
        expect(bytes.length).toBeLessThanOrEqual(28 * 1_024);
        const { content } = body.attachments[0];
        expect(eventsOf(content)).toEqual([]);
        const blocks = content.body as { inlines: { type: string; text: string }[] }[];
        for (const { type, text } of blocks.flatMap(({ inlines }) => inlines)) {
          // A run shows its text as it is: https://adaptivecards.io/explorer/TextRun.html.
          expect(type).toBe('TextRun');
          expect(text).not.toContain('{{');
        }
      },
    );
  });

  it('pagerduty: within the limits', async () => {
    await check(
      'pagerduty',
      () => schemas.PAGERDUTY,
      (_body, _n, bytes) => {
        expect(bytes.length).toBeLessThanOrEqual(512 * 1_024);
      },
    );
  });

  it('opsgenie: within the limits', async () => {
    const schema = ({ status }: Notification) =>
      status === 'resolved' ? schemas.OPSGENIE_CLOSE : schemas.OPSGENIE_CREATE;
    await check(
      'opsgenie',
      schema,
      (body: { details?: object }, { status, incident_id }, _b, url) => {
        const alias = encodeURIComponent(incident_id.slice(0, 512).toWellFormed());
        const closing = `/v2/alerts/${alias}/close?identifierType=alias`;
        expect(url).toBe(status === 'resolved' ? closing : '/v2/alerts');
        expect(stringsOf(body.details ?? {}).join('').length).toBeLessThanOrEqual(8_000);
      },
    );
  });

  it('alertmanager: within the limits', async () => {
    await check(
      'alertmanager',
      () => schemas.ALERTMANAGER,
      () => undefined,
    );
  });

  it('webhook: the exact alert, and JSON from a template', async () => {
    await check(
      'webhook',
      () => ({}),
      (body: object, { alerts, status, reason }) => {
        const [alert] = alerts;
        const isNew = alerts.length === 1 && (reason === 'alert' || reason === 'test');
        if (isNew) expect(body).toEqual(alert);
        else expect(body).toMatchObject({ schema: 'keywarden.notification/1', status, alerts });
      },
    );
    const body_template =
      '{"title": "{{ alert.title }}", "all": {{ alerts | json }}, "n": {{ alert.risk_score }}, "left": {{ left_out }}}';
    const look = (body: { all: object[]; n: number; left: number }, { alerts }: Notification) => {
      const gravest = [...alerts].sort((a, b) => b.risk_score - a.risk_score)[0]!;
      const { title, risk_score } = gravest;
      const fits = JSON.stringify([alerts, title]).length < MAX_RESULT - body_template.length;
      if (fits) expect(body).toEqual({ title, all: alerts, n: risk_score, left: 0 });
      expect(body.n).toBe(risk_score);
      expect(body.all.length + body.left).toBe(alerts.length);
    };
    await check('webhook', () => ({}), look, { body_template });
  });
});

function eventsOf(content: object): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  const card = new cards.AdaptiveCard();
  card.parse(content, context);
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  return [...parsed, ...card.validateProperties().validationEvents].map(({ message }) => message);
}

interface SlackMessage {
  text: string;
  blocks: { type: string }[];
}
interface DiscordMessage {
  embeds: [{ title: string; description?: string; fields: { name: string; value: string }[] }];
}
interface MattermostMessage {
  attachments: [{ fallback: string; title: string; text: string; fields: object[] }];
}
interface TeamsMessage {
  attachments: [{ content: { body: object[] } }];
}

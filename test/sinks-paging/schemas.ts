/** Strict JSON Schemas of what the receivers document; each says where its facts are from. */

const text = (max: number, min = 1) =>
  ({ type: 'string', minLength: min, maxLength: max }) as const;

function strict(properties: Record<string, object>, required = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

const plain = strict({
  type: { const: 'plain_text' },
  text: text(150),
  emoji: { const: false },
});
const mrkdwn = (max: number) =>
  strict({ type: { const: 'mrkdwn' }, text: text(max), verbatim: { const: true } });

/**
 * https://docs.slack.dev/reference/block-kit/blocks (header, section),
 * https://docs.slack.dev/reference/block-kit/composition-objects/text-object,
 * https://docs.slack.dev/reference/methods/chat.postMessage.
 */
export const SLACK = strict(
  {
    channel: text(100),
    text: text(4_000),
    blocks: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        oneOf: [
          strict({ type: { const: 'header' }, text: plain }),
          strict({ type: { const: 'section' }, text: mrkdwn(3_000) }),
          strict({
            type: { const: 'section' },
            fields: { type: 'array', minItems: 1, maxItems: 10, items: mrkdwn(2_000) },
          }),
        ],
      },
    },
    unfurl_links: { const: false },
    unfurl_media: { const: false },
    thread_ts: text(40),
    reply_broadcast: { const: true },
  },
  ['text', 'blocks', 'unfurl_links', 'unfurl_media'],
);

/** https://docs.discord.com/developers/resources/webhook#execute-webhook and message#embed-object. */
export const DISCORD = strict({
  embeds: {
    type: 'array',
    minItems: 1,
    maxItems: 10,
    items: strict(
      {
        title: text(256),
        description: text(4_096),
        url: text(2_048),
        color: { type: 'integer', minimum: 0, maximum: 0xff_ff_ff },
        timestamp: {
          type: 'string',
          pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
        },
        fields: {
          type: 'array',
          maxItems: 25,
          items: strict({ name: text(256), value: text(1_024), inline: { type: 'boolean' } }),
        },
      },
      ['title', 'color', 'timestamp', 'fields'],
    ),
  },
  allowed_mentions: strict({ parse: { type: 'array', maxItems: 0 } }),
});

/** https://developers.mattermost.com/integrate/reference/message-attachments. */
export const MATTERMOST = strict(
  {
    channel: text(64),
    attachments: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: strict(
        {
          fallback: text(1_000, 0),
          color: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
          title: text(1_000, 0),
          title_link: text(2_048),
          text: text(8_000, 0),
          fields: {
            type: 'array',
            items: strict({
              title: text(200, 0),
              value: text(1_000, 0),
              short: { type: 'boolean' },
            }),
          },
        },
        ['fallback', 'color', 'title', 'text', 'fields'],
      ),
    },
  },
  ['attachments'],
);

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using. */
export const TEAMS = strict({
  type: { const: 'message' },
  attachments: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: strict({
      contentType: { const: 'application/vnd.microsoft.card.adaptive' },
      contentUrl: { const: null },
      content: { type: 'object' },
    }),
  },
});

const link = strict({ href: text(2_048), text: text(100) });

/**
 * Schema of `POST /enqueue` in PagerDuty/api-schema, reference/events-v2/openapiv3.json; lengths from
 * https://developer.pagerduty.com/docs/events-api-v2/trigger-events.
 */
export const PAGERDUTY = {
  oneOf: [
    strict({
      routing_key: text(1_000),
      dedup_key: text(255),
      event_action: { const: 'resolve' },
    }),
    strict(
      {
        routing_key: text(1_000),
        dedup_key: text(255),
        event_action: { const: 'trigger' },
        payload: strict({
          summary: text(1_024),
          source: text(255),
          severity: { enum: ['critical', 'warning', 'error', 'info'] },
          timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT' },
          component: text(255),
          group: text(255),
          class: text(255),
          custom_details: { type: 'object' },
        }),
        client: text(100),
        links: { type: 'array', items: link },
      },
      ['routing_key', 'dedup_key', 'event_action', 'payload', 'client'],
    ),
  ],
};

/** `CreateAlertPayload` of opsgenie/opsgenie-oas; lengths from https://docs.opsgenie.com/docs/alert-api. */
export const OPSGENIE_CREATE = strict(
  {
    message: text(130),
    alias: text(512),
    description: text(15_000, 0),
    priority: { enum: ['P1', 'P2', 'P3', 'P4', 'P5'] },
    source: text(100, 0),
    entity: text(512, 0),
    details: { type: 'object', additionalProperties: { type: 'string' } },
    tags: { type: 'array', maxItems: 20, items: text(50) },
    responders: {
      type: 'array',
      maxItems: 50,
      items: strict({ type: { const: 'team' }, name: text(100) }),
    },
  },
  ['message', 'alias', 'description', 'priority', 'source', 'entity', 'details'],
);

/** `CloseAlertPayload` of the same. */
export const OPSGENIE_CLOSE = strict({
  source: text(100),
  user: text(100),
  note: text(25_000),
});

const labels = {
  type: 'object',
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: text(4_096),
};
const dateTime = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
};

/** `postableAlerts` of Alertmanager's api/v2/openapi.yaml. */
export const ALERTMANAGER = {
  type: 'array',
  minItems: 1,
  items: strict({
    labels: { ...labels, required: ['alertname', 'severity', 'incident_id'] },
    annotations: labels,
    startsAt: dateTime,
    endsAt: dateTime,
  }),
};

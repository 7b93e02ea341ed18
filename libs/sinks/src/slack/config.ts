import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields, httpUrl } from '../shared/http-options.js';
import { secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

const WEBHOOK = ['webhook_url', 'webhook_url_file', 'webhook_url_env'] as const;
const TOKEN = ['token', 'token_file', 'token_env'] as const;

/** Messages in Slack, by an incoming webhook or by a bot, which answers in a thread per incident. */
export const slackConfig = z
  .strictObject({
    type: z.literal('slack'),
    ...httpFields('slack'),
    /** Address of an incoming webhook. */
    ...secretFields('webhook_url'),
    /** Token of a bot with the scope `chat:write`. */
    ...secretFields('token'),
    /** With a bot: the id of the channel to post to. */
    channel: z.string().min(1).max(100).exactOptional(),
    api_url: httpUrl.default('https://slack.com/api/'),
    ...textFields,
  })
  .refine(
    (config) => [...WEBHOOK, ...TOKEN].filter((key) => config[key] !== undefined).length === 1,
    { error: `needs exactly one of ${[...WEBHOOK, ...TOKEN].join(', ')}` },
  )
  .refine(
    (config) => TOKEN.some((key) => config[key] !== undefined) === (config.channel !== undefined),
    { error: 'channel and the token of a bot go together' },
  );

export type SlackConfig = z.output<typeof slackConfig>;

export const slackDescription: SinkDescription = { type: 'slack', style: 'people', resolves: true };

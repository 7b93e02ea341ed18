import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields } from '../shared/http-options.js';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

/** Messages in a Discord channel, by its webhook. */
export const discordConfig = z
  .strictObject({
    type: z.literal('discord'),
    ...httpFields('discord'),
    /** Address of the webhook; a `thread_id` in it is kept. */
    ...secretFields('webhook_url'),
    ...textFields,
  })
  .refine(...exactlyOne('webhook_url'));

export type DiscordConfig = z.output<typeof discordConfig>;

export const discordDescription: SinkDescription = {
  type: 'discord',
  style: 'people',
  resolves: true,
};

import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields } from '../shared/http-options.js';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

/** Messages in Mattermost, by an incoming webhook. */
export const mattermostConfig = z
  .strictObject({
    type: z.literal('mattermost'),
    ...httpFields('mattermost'),
    /** Address of the webhook. */
    ...secretFields('webhook_url'),
    /** Another channel than the webhook's own, by its name in the URL. */
    channel: z.string().min(1).max(64).exactOptional(),
    ...textFields,
  })
  .refine(...exactlyOne('webhook_url'));

export type MattermostConfig = z.output<typeof mattermostConfig>;

export const mattermostDescription: SinkDescription = {
  type: 'mattermost',
  style: 'people',
  resolves: true,
};

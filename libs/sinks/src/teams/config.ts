import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields } from '../shared/http-options.js';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

/** Adaptive Cards in Microsoft Teams, by a webhook of the Workflows app. */
export const teamsConfig = z
  .strictObject({
    type: z.literal('teams'),
    ...httpFields('teams'),
    /** Address that the workflow shows; it holds its own signature. */
    ...secretFields('webhook_url'),
    ...textFields,
  })
  .refine(...exactlyOne('webhook_url'));

export type TeamsConfig = z.output<typeof teamsConfig>;

export const teamsDescription: SinkDescription = { type: 'teams', style: 'people', resolves: true };

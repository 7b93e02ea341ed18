import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields, httpUrl } from '../shared/http-options.js';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

const priority = z.enum(['P1', 'P2', 'P3', 'P4', 'P5']);
const name = z.string().min(1).max(100);

/** Alerts in Opsgenie: created, and closed again. */
export const opsgenieConfig = z
  .strictObject({
    type: z.literal('opsgenie'),
    ...httpFields('opsgenie'),
    /** Key of an API integration. */
    ...secretFields('api_key'),
    /** `https://api.eu.opsgenie.com` for accounts in the EU. */
    api_url: httpUrl.default('https://api.opsgenie.com'),
    /** Teams that are told, by name; else the integration's own. */
    teams: z.array(name).max(50).default([]),
    tags: z.array(z.string().min(1).max(50)).max(20).default([]),
    /** Opsgenie's priority for each urgency of ours. */
    priority_map: z
      .strictObject({
        critical: priority.default('P1'),
        high: priority.default('P2'),
        medium: priority.default('P3'),
        low: priority.default('P5'),
      })
      .prefault({}),
    ...textFields,
  })
  .refine(...exactlyOne('api_key'));

export type OpsgenieConfig = z.output<typeof opsgenieConfig>;

export const opsgenieDescription: SinkDescription = {
  type: 'opsgenie',
  style: 'people',
  resolves: true,
};

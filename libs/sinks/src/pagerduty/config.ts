import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields, httpUrl } from '../shared/http-options.js';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { textFields } from '../template/texts.js';

/** The severities of https://developer.pagerduty.com/docs/events-api-v2/trigger-events/. */
const severity = z.enum(['critical', 'error', 'warning', 'info']);

/** Incidents in PagerDuty, by the Events API v2: triggered, and resolved again. */
export const pagerdutyConfig = z
  .strictObject({
    type: z.literal('pagerduty'),
    ...httpFields('pagerduty'),
    /** Integration key of the service. */
    ...secretFields('routing_key'),
    /** `https://events.eu.pagerduty.com/v2/enqueue` for accounts in the EU. */
    url: httpUrl.default('https://events.pagerduty.com/v2/enqueue'),
    /** PagerDuty's word for each urgency of ours. */
    severity_map: z
      .strictObject({
        critical: severity.default('critical'),
        high: severity.default('error'),
        medium: severity.default('warning'),
        low: severity.default('info'),
      })
      .prefault({}),
    ...textFields,
  })
  .refine(...exactlyOne('routing_key'));

export type PagerdutyConfig = z.output<typeof pagerdutyConfig>;

export const pagerdutyDescription: SinkDescription = {
  type: 'pagerduty',
  style: 'people',
  resolves: true,
};

import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpFields, httpUrl } from '../shared/http-options.js';
import { atMostOne, secretFields } from '../shared/secret.js';

/** Prometheus data model: the names of labels. */
const labels = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().max(1_024));

/** Alerts in Prometheus' Alertmanager, by its API v2. */
export const alertmanagerConfig = z
  .strictObject({
    type: z.literal('alertmanager'),
    ...httpFields('alertmanager'),
    /** Every member of the cluster, with the route prefix if there is one; each one gets every alert. */
    urls: z.array(httpUrl).min(1).max(16),
    /** A firing alert that is not sent again for so long is over for Alertmanager. */
    expires_ms: z.int().min(60_000).max(86_400_000).default(300_000),
    alertname: z.string().min(1).max(200).default('KubernetesCredentialTheft'),
    /** Further labels of every alert, e.g. `cluster`. They win over ours. */
    labels: labels.default({}),
    /** The value of `severity` for each urgency of ours. */
    severity_map: z
      .strictObject({
        critical: z.string().min(1).default('critical'),
        high: z.string().min(1).default('critical'),
        medium: z.string().min(1).default('warning'),
        low: z.string().min(1).default('info'),
      })
      .prefault({}),
    /** Sent as `Authorization: Bearer …`. */
    ...secretFields('bearer_token'),
  })
  .refine(...atMostOne('bearer_token'));

export type AlertmanagerConfig = z.output<typeof alertmanagerConfig>;

export const alertmanagerDescription: SinkDescription = {
  type: 'alertmanager',
  style: 'stream',
  resolves: true,
  repeatMs: 60_000,
};

import { z } from 'zod';
import { teamsConfig } from './teams/config.js';
import { smtpConfig } from './smtp/config.js';
import { slackConfig } from './slack/config.js';
import { pagerdutyConfig } from './pagerduty/config.js';
import { opsgenieConfig } from './opsgenie/config.js';
import { mattermostConfig } from './mattermost/config.js';
import { discordConfig } from './discord/config.js';
import { alertmanagerConfig } from './alertmanager/config.js';
import { elasticsearchConfig } from './elasticsearch/config.js';
import { falcoConfig } from './falco/config.js';
import { jsonlConfig } from './jsonl/config.js';
import { kafkaSinkConfig } from './kafka/config.js';
import { lokiConfig } from './loki/config.js';
import { otlpConfig } from './otlp/config.js';
import { s3Config } from './s3/config.js';
import { splunkConfig } from './splunk/config.js';
import { syslogConfig } from './syslog/config.js';
import { terminalConfig } from './terminal/config.js';
import { webhookConfig } from './webhook/config.js';

const TYPES = [
  terminalConfig,
  jsonlConfig,
  webhookConfig,
  kafkaSinkConfig,
  slackConfig,
  teamsConfig,
  discordConfig,
  mattermostConfig,
  pagerdutyConfig,
  opsgenieConfig,
  alertmanagerConfig,
  smtpConfig,
  syslogConfig,
  elasticsearchConfig,
  splunkConfig,
  lokiConfig,
  s3Config,
  otlpConfig,
  falcoConfig,
] as const;

export const sinkConfig = z.discriminatedUnion('type', TYPES, {
  error: `type must be one of ${TYPES.map((type) => type.shape.type.value).join(', ')}`,
});

export type SinkConfig = z.output<typeof sinkConfig>;

/** The `sinks` list of the notifier. Names are unique; default: the terminal. */
export const sinksConfig = z
  .array(sinkConfig)
  .min(1)
  .superRefine((sinks, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of sinks.entries()) {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${name}" is the name of another sink too; give each its own`,
        });
      }
      seen.add(name);
    }
  })
  .prefault([{ type: 'terminal' }]);

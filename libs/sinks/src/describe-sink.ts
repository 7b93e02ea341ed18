import type { SinkDescription } from '@keywarden/routing';
import { alertmanagerDescription } from './alertmanager/config.js';
import { discordDescription } from './discord/config.js';
import { elasticsearchDescription } from './elasticsearch/config.js';
import { falcoDescription } from './falco/config.js';
import { jsonlDescription } from './jsonl/config.js';
import { kafkaDescription } from './kafka/config.js';
import { lokiDescription } from './loki/config.js';
import { mattermostDescription } from './mattermost/config.js';
import { opsgenieDescription } from './opsgenie/config.js';
import { otlpDescription } from './otlp/config.js';
import { pagerdutyDescription } from './pagerduty/config.js';
import { s3Description } from './s3/config.js';
import { slackDescription } from './slack/config.js';
import { smtpDescription } from './smtp/config.js';
import { splunkDescription } from './splunk/config.js';
import { syslogDescription } from './syslog/config.js';
import { teamsDescription } from './teams/config.js';
import { terminalDescription } from './terminal/config.js';
import { webhookDescription } from './webhook/config.js';

const DESCRIPTIONS: readonly SinkDescription[] = [
  alertmanagerDescription,
  discordDescription,
  elasticsearchDescription,
  falcoDescription,
  jsonlDescription,
  kafkaDescription,
  lokiDescription,
  mattermostDescription,
  opsgenieDescription,
  otlpDescription,
  pagerdutyDescription,
  s3Description,
  slackDescription,
  smtpDescription,
  splunkDescription,
  syslogDescription,
  teamsDescription,
  terminalDescription,
  webhookDescription,
];

/** What is known of a type of sink; a type that nobody described is a stream. */
export function describeSink(type: string): SinkDescription {
  return (
    DESCRIPTIONS.find((description) => description.type === type) ?? {
      type,
      style: 'stream',
      resolves: false,
    }
  );
}

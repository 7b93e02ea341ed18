import { randomUUID } from 'node:crypto';
import type { KafkaConnectionConfig } from '@keywarden/bus';
import type { Logger } from '@keywarden/platform';
import type { Sink } from '@keywarden/routing';
import { AlertmanagerSink } from './alertmanager/alertmanager.js';
import { createDiscordSink } from './discord/discord.js';
import { JsonlSink } from './jsonl/jsonl.js';
import { createMattermostSink } from './mattermost/mattermost.js';
import { createOpsgenieSink } from './opsgenie/opsgenie.js';
import { createPagerdutySink } from './pagerduty/pagerduty.js';
import { createKafkaSink } from './kafka/create.js';
import type { SinkConfig } from './sinks-config.js';
import { SlackSink } from './slack/slack.js';
import { SmtpSink } from './smtp/smtp.js';
import { createTeamsSink } from './teams/teams.js';
import { ElasticsearchSink } from './elasticsearch/elasticsearch.js';
import { elasticsearchOptions } from './elasticsearch/options.js';
import { FalcoSink } from './falco/falco.js';
import { falcoOptions } from './falco/options.js';
import { LokiSink } from './loki/loki.js';
import { lokiOptions } from './loki/options.js';
import { otlpOptions } from './otlp/options.js';
import { OtlpSink } from './otlp/otlp.js';
import { s3Options } from './s3/options.js';
import { S3Sink } from './s3/s3.js';
import { splunkOptions } from './splunk/options.js';
import { SplunkSink } from './splunk/splunk.js';
import { createTransport } from './syslog/create-transport.js';
import { SyslogSink } from './syslog/syslog.js';
import { TerminalSink, type TerminalOutput } from './terminal/terminal.js';
import { WebhookSink } from './webhook/webhook.js';
import { webhookOptions } from './webhook/options.js';

export interface SinkDeps {
  /** Where the terminal sink writes; default standard output. */
  output?: TerminalOutput;
  /** For secrets named by variable; default `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Wall clock; default the system's. */
  now?: () => Date;
  /** The service's `kafka:` section, for a Kafka sink without brokers of its own. */
  kafka?: KafkaConnectionConfig;
  /** Default: none. */
  logger?: Logger;
}

/**
 * Makes the configured sinks.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when a file or variable that a sink names is missing
 */
export function createSinks(configs: readonly SinkConfig[], deps: SinkDeps = {}): Sink[] {
  return configs.map((config) => createSink(config, deps));
}

function createSink(config: SinkConfig, deps: SinkDeps): Sink {
  const env = deps.env ?? process.env;
  const now = deps.now ?? (() => new Date());
  switch (config.type) {
    case 'terminal':
      return new TerminalSink(config, deps.output ?? process.stdout, env);
    case 'jsonl':
      return new JsonlSink(config, now);
    case 'kafka':
      return createKafkaSink(config, { ...deps, env });
    case 'webhook':
      return new WebhookSink(webhookOptions(config, env), now);
    case 'slack':
      return new SlackSink(config, { env, now });
    case 'teams':
      return createTeamsSink(config, { env, now });
    case 'discord':
      return createDiscordSink(config, { env, now });
    case 'mattermost':
      return createMattermostSink(config, { env, now });
    case 'pagerduty':
      return createPagerdutySink(config, { env, now });
    case 'opsgenie':
      return createOpsgenieSink(config, { env, now });
    case 'alertmanager':
      return new AlertmanagerSink(config, { env, now });
    case 'smtp':
      return new SmtpSink(config, { env });
    case 'syslog':
      return new SyslogSink(config, createTransport(config));
    case 'elasticsearch':
      return new ElasticsearchSink(elasticsearchOptions(config, env), now);
    case 'splunk':
      return new SplunkSink(splunkOptions(config, env, randomUUID), now);
    case 'loki':
      return new LokiSink(lokiOptions(config, env), now);
    case 's3':
      return new S3Sink(s3Options(config, env), now);
    case 'otlp':
      return new OtlpSink(otlpOptions(config, env), now);
    case 'falco':
      return new FalcoSink(falcoOptions(config, env), now);
  }
}

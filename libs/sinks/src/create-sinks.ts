import type { KafkaConnectionConfig } from '@keywarden/bus';
import type { Logger } from '@keywarden/platform';
import type { Sink } from '@keywarden/routing';
import { JsonlSink } from './jsonl/jsonl.js';
import { createKafkaSink } from './kafka/create.js';
import type { SinkConfig } from './sinks-config.js';
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
  switch (config.type) {
    case 'terminal':
      return new TerminalSink(config, deps.output ?? process.stdout, env);
    case 'jsonl':
      return new JsonlSink(config);
    case 'kafka':
      return createKafkaSink(config, { ...deps, env });
    case 'webhook':
      return new WebhookSink(webhookOptions(config, env), deps.now ?? (() => new Date()));
  }
}

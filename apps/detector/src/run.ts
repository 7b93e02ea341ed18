import { KafkaPublisher, ensureTopics, kafkaOptions } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import {
  runService,
  serviceConfig,
  type CommonConfig,
  type HealthState,
  type ServiceContext,
  type ServiceOptions,
} from '@keywarden/platform';
import { RedisLineageStore, connectRedis } from '@keywarden/state';
import { detectorSection, type DetectorConfig } from './config.js';
import { loadPolicy } from './policy.js';
import { startDetector } from './start.js';

type Config = CommonConfig & { detector: DetectorConfig };
type Close = () => Promise<void>;

/** Runs the detector over Kafka and Redis until it is told to stop; returns the exit code. */
export function runDetector(options: ServiceOptions = {}): Promise<number> {
  const schema = serviceConfig('detector', detectorSection);
  return runService('keywarden-detector', schema, options, start);
}

async function start(context: ServiceContext<Config>): Promise<{ close: Close }> {
  // A wrong policy is told at once, not after waiting for servers.
  loadPolicy(context.config.detector);
  const opened: Close[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    await open(context, opened);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each part is pushed once it is open, so that they can be closed in the opposite order. */
async function open({ config, logger, health, signal }: ServiceContext<Config>, opened: Close[]) {
  const { wait_limit_ms } = config.startup;
  const wait = { signal, ...(wait_limit_ms === undefined ? {} : { waitLimitMs: wait_limit_ms }) };
  const onHealth = (component: string) => (state: HealthState, detail?: string) => {
    health.set(component, state, detail);
  };
  const state = await connectRedis({
    url: config.redis.url,
    logger,
    onHealth: onHealth('redis'),
    ...wait,
  });
  opened.push(() => state.close());
  const kafka = kafkaOptions(config.kafka, { logger, onHealth: onHealth('kafka'), ...wait });
  if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
  const publisher = new KafkaPublisher(kafka);
  opened.push(() => publisher.close());
  await publisher.connect();
  const detector = await startDetector({
    config: config.detector,
    transport: new KafkaBatchTransport({
      kafka,
      groupId: config.detector.group_id,
      deadLetters: publisher,
    }),
    publisher,
    lineage: new RedisLineageStore(state.redis, {
      keyPrefix: config.redis.key_prefix,
      retentionSeconds: config.detector.lineage.retention_s,
    }),
    logger,
    health,
  });
  opened.push(() => detector.close());
}

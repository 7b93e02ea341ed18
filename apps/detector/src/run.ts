import { KafkaLagReader, KafkaPublisher, ensureTopics, kafkaOptions } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import {
  openAll,
  runService,
  serviceConfig,
  type Close,
  type CommonConfig,
  type ServiceContext,
  type ServiceOptions,
} from '@keywarden/platform';
import {
  RedisIncidentStore,
  RedisLineageStore,
  RedisNodeWatchStore,
  ResilientLineage,
  connectRedis,
} from '@keywarden/state';
import { detectorSection, type DetectorConfig } from './config.js';
import { LineageMetrics } from './lineage-metrics.js';
import { loadPolicy } from './policy/load.js';
import { startDetector } from './start.js';

/** Some 100 MB of changes at the most, at about 1 KB for one with all its facts. */
const MAX_BUFFERED = 100_000;

type Config = CommonConfig & { detector: DetectorConfig };

/** Runs the detector over Kafka and Redis until it is told to stop; returns the exit code. */
export function runDetector(options: ServiceOptions = {}): Promise<number> {
  const schema = serviceConfig('detector', detectorSection);
  return runService('keywarden-detector', schema, options, start);
}

function start(context: ServiceContext<Config>): Promise<{ close: Close }> {
  // A wrong policy is told at once, not after waiting for servers.
  loadPolicy(context.config.detector);
  return openAll((opened) => open(context, opened));
}

async function open(
  { config, logger, health, patience }: ServiceContext<Config>,
  opened: Close[],
): Promise<void> {
  const state = await connectRedis({
    url: config.redis.url,
    logger,
    onHealth: health.reporter('redis'),
    ...patience,
  });
  opened.push(() => state.close());
  const kafka = kafkaOptions(config.kafka, {
    logger,
    onHealth: health.reporter('kafka'),
    ...patience,
  });
  if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
  const publisher = new KafkaPublisher(kafka);
  opened.push(() => publisher.close());
  await publisher.connect();
  const metrics = new LineageMetrics();
  const redisLineage = new RedisLineageStore(state.redis, {
    keyPrefix: config.redis.key_prefix,
    retentionSeconds: config.detector.lineage.retention_s,
  });
  const lineage = new ResilientLineage(redisLineage, {
    maxBuffered: MAX_BUFFERED,
    onState: (now) => {
      metrics.state(now);
    },
    onDropped: (count) => {
      metrics.dropped(count);
    },
  });
  const lag = new KafkaLagReader(kafka);
  opened.push(() => lag.close());
  const detector = await startDetector({
    config: config.detector,
    transport: new KafkaBatchTransport({
      kafka,
      groupId: config.detector.group_id,
      sessionTimeoutMs: config.detector.session_timeout_ms,
      deadLetters: publisher,
    }),
    publisher,
    lineage,
    incidents: new RedisIncidentStore(state.redis, { keyPrefix: config.redis.key_prefix }),
    nodes: new RedisNodeWatchStore(state.redis, { keyPrefix: config.redis.key_prefix }),
    lag,
    logger,
    health,
  });
  opened.push(() => detector.close());
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { tempDir } from '../support/temp.ts';
import { ALLOWED_EXECUTABLE, type Deployment, type SeenAlert } from './acceptance.ts';
import { CLI, NODE } from './cli.ts';
import { writePolicy } from './policy.ts';
import { makeScratchHost, type ScratchHost } from './scratch-host.ts';

export type ServiceName = 'collect' | 'detect' | 'notify';

/** Collector, detector and notifier as three processes over a real broker and a real Redis. */
export interface ThreeServices extends Deployment {
  readonly kafka: KafkaBroker;
  readonly redis: RedisServer;
  readonly receiver: HttpReceiver;
  readonly configFile: string;
  service(name: ServiceName): RunningProcess;
  /** Starts a service (again) and waits until it says that it is ready. */
  startService(name: ServiceName): Promise<void>;
  close(): Promise<void>;
}

export interface ThreeServicesOptions {
  readonly otlpEndpoint?: string;
  /** Start what the containers start, instead of the command line's subcommands, for a measurement. */
  readonly asDeployed?: boolean;
  /** Further environment variables of single services. */
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

const TARGETS = { collect: 'collector', detect: 'detector', notify: 'notifier' } as const;

/** Starts everything and returns once all three services are ready. */
export async function startThreeServices(
  options: ThreeServicesOptions = {},
): Promise<ThreeServices> {
  const folder = tempDir('e2e');
  const [kafka, redis, receiver] = await Promise.all([
    startKafka(),
    // As the compose file runs it; a test that kills it wants every write on the disk instead.
    startRedis(options.asDeployed === true ? { config: { appendfsync: 'everysec' } } : {}),
    startHttpReceiver(),
  ]);
  const host = makeScratchHost(join(folder, 'host'), '/usr/bin/openssl');
  host.copyExecutable('/bin/cat', ALLOWED_EXECUTABLE);
  const configFile = writeConfig(folder, host, { kafka, redis, receiver, ...options });
  const services = new Map<ServiceName, RunningProcess>();

  const startService = async (name: ServiceName): Promise<void> => {
    const { command, args } =
      options.asDeployed === true
        ? localEntrypoint(TARGETS[name])
        : { command: NODE, args: [CLI, name] };
    const child = await start(command, [...args, '--config', configFile], {
      logFile: join(folder, `${name}.log`),
      env: options.env?.[name] ?? {},
    });
    services.set(name, child);
    await child.waitForLine(/"msg":"ready"/, 90_000);
  };
  await startService('detect');
  await startService('notify');
  await startService('collect');

  return {
    host,
    kafka,
    redis,
    receiver,
    configFile,
    realCertificates: true,
    alerts: () => receivedAlerts(receiver),
    service(name) {
      const child = services.get(name);
      if (child === undefined) throw new Error(`${name} was never started`);
      return child;
    },
    startService,
    async close() {
      await Promise.allSettled([...services.values()].map((child) => child.stop()));
      await Promise.allSettled([kafka.stop(), redis.stop(), receiver.close()]);
    },
  };
}

/** The bodies of all webhook requests so far. */
export function receivedAlerts(receiver: HttpReceiver): SeenAlert[] {
  return receiver.requests.map((request) => JSON.parse(request.body.toString()) as SeenAlert);
}

function writeConfig(
  folder: string,
  host: ScratchHost,
  parts: {
    kafka: KafkaBroker;
    redis: RedisServer;
    receiver: HttpReceiver;
    otlpEndpoint?: string;
  },
): string {
  const policyFile = writePolicy(folder, host);
  const file = join(folder, 'keywarden.yaml');
  const config = {
    node: 'e2e-node',
    host_root: host.root,
    kafka: { brokers: [parts.kafka.bootstrap], create_topics: true },
    redis: { url: parts.redis.url },
    log: { level: 'info', format: 'json' },
    ...(parts.otlpEndpoint === undefined
      ? {}
      : { telemetry: { otlp_endpoint: parts.otlpEndpoint } }),
    detector: { policy_file: policyFile, session_timeout_ms: 6_000 },
    notifier: {
      session_timeout_ms: 6_000,
      sinks: [{ type: 'webhook', name: 'soc', url: `${parts.receiver.url}/alerts` }],
    },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

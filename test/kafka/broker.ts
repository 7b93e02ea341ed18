import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/ports.ts';
import { run, start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { createTopics, untilReady, type TopicSpec } from './admin.ts';
import { kafkaJars } from './jars.ts';
import { serverProperties, type Listener } from './properties.ts';

export type { TopicSpec } from './admin.ts';
export type { Listener } from './properties.ts';

export interface KafkaOptions {
  readonly port?: number;
  /** Kept when given; otherwise a temporary folder that goes when the test process exits. */
  readonly dataDir?: string;
  /** Created before startKafka returns; auto-creation is off, as in production. */
  readonly topics?: readonly TopicSpec[];
  /** Further server.properties entries. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further listeners; the one of `port` stays open to everybody. */
  readonly listeners?: readonly Listener[];
  /** Passwords of SCRAM users by name, for SHA-256 and SHA-512, known from the first start. */
  readonly scramUsers?: Readonly<Record<string, string>>;
}

export interface KafkaBroker {
  /** 127.0.0.1:port, the same after a restart. */
  readonly bootstrap: string;
  readonly port: number;
  readonly pid: number;
  /** The broker's own output. */
  readonly logFile: string;
  readonly dataDir: string;
  /** Creates topics on the running broker; those that exist are left as they are. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** SIGTERM unless told; waits until the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  kill9(): Promise<void>;
  /** Starts it again on the same port and data, ending it first if it still runs; returns when it is ready. */
  restart(): Promise<void>;
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

/**
 * Starts a real Apache Kafka 4.3 broker (KRaft, one node) on loopback and returns once metadata,
 * producing and the group coordinator all answer. Needs Java 17 and, the first time, Maven.
 *
 * @throws with the end of the broker's log when it does not come up within two minutes.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaBroker> {
  const jars = join(await kafkaJars(), '*');
  const dataDir = options.dataDir ?? tempDir('kafka');
  const port = options.port ?? (await freePort());
  const logFile = join(dataDir, 'broker.log');
  const propertiesFile = join(dataDir, 'server.properties');
  const logDir = join(dataDir, 'log');
  const bootstrap = `127.0.0.1:${String(port)}`;
  const controllerPort = await freePort();
  const { properties: overrides = {}, listeners = [], scramUsers = {} } = options;
  await writeFile(
    propertiesFile,
    serverProperties({ port, controllerPort, logDir, listeners, overrides }),
  );
  if (!existsSync(join(logDir, 'meta.properties'))) {
    await format(jars, propertiesFile, scramUsers);
  }
  let broker = await launch();
  await createTopics(bootstrap, options.topics ?? []);

  async function launch(): Promise<RunningProcess> {
    const child = await start(
      'java',
      [...javaOptions, '-cp', jars, 'kafka.Kafka', propertiesFile],
      { logFile },
    );
    try {
      await untilReady(bootstrap, () => child.exit !== undefined);
    } catch (error) {
      await child.kill9();
      const log = [...child.stdout, ...child.stderr].slice(-40).join('\n');
      throw new Error(
        `the Kafka broker at ${bootstrap} did not get ready; its log (${logFile}) ends:\n${log}`,
        {
          cause: error,
        },
      );
    }
    return child;
  }

  return {
    bootstrap,
    port,
    logFile,
    dataDir,
    get pid() {
      return broker.pid;
    },
    createTopics: (topics) => createTopics(bootstrap, topics),
    async stop(signal = 'SIGTERM') {
      await broker.stop({ signal, deadlineMs: 60_000 });
    },
    async kill9() {
      await broker.kill9();
    },
    async restart() {
      broker.signal('SIGCONT');
      await broker.stop({ deadlineMs: 60_000 });
      broker = await launch();
    },
    pause() {
      broker.signal('SIGSTOP');
    },
    resume() {
      broker.signal('SIGCONT');
    },
  };
}

const javaOptions = [
  '-Xmx512m',
  '-Xms128m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Xshare:auto',
];

/** One id in 64 begins with a dash, which the tool would take for an option if it stood alone. */
export function formatArguments(id: Uint8Array): string[] {
  return ['format', `--cluster-id=${Buffer.from(id).toString('base64url')}`];
}

async function format(
  jars: string,
  propertiesFile: string,
  scramUsers: Readonly<Record<string, string>>,
): Promise<void> {
  const scram = Object.entries(scramUsers).flatMap(([name, password]) =>
    ['SHA-256', 'SHA-512'].flatMap((hash) => [
      '--add-scram',
      `SCRAM-${hash}=[name=${name},password=${password}]`,
    ]),
  );
  const args = ['-XX:TieredStopAtLevel=1', '-cp', jars, 'kafka.tools.StorageTool'];
  const tool = await run('java', [
    ...args,
    ...formatArguments(randomBytes(16)),
    '-c',
    propertiesFile,
    ...scram,
  ]);
  if (tool.code !== 0) {
    throw new Error(
      `formatting Kafka's data folder failed:\n${[...tool.stdout, ...tool.stderr].join('\n')}`,
    );
  }
}

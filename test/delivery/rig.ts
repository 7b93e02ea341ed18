import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOPICS, type Alert } from '@keywarden/contracts';
import { anAlert } from '@keywarden/testing';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { CLI, NODE } from '../e2e/cli.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import type { Fault } from './faults.ts';

/** What an endpoint says of itself. */
export interface Report {
  offers: number;
  firstMs: number;
  lastMs: number;
  acknowledged: Record<string, number>;
}

export interface DeadLetter {
  sink: string;
  alertId: string;
  code: string;
  attempts: { time: string; error: string }[];
}

/** A broker, a Redis, the receivers' process, and notifiers of which each test starts its own. */
export interface DeliveryRig {
  kafka: KafkaBroker;
  redis: RedisServer;
  ports: Readonly<Record<Fault, number>>;
  /** Of the endpoint with TLS. */
  expiredCertificate: string;
  /** Starts `keywarden notify` with such a section and waits until it delivers. */
  startNotifier(name: string, section: object): Promise<RunningProcess>;
  publish(alerts: readonly Alert[]): Promise<void>;
  reports(): Promise<Partial<Record<Fault, Report>>>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Lets the endpoint listen that is down for a while. */
  up(): Promise<void>;
  close(): Promise<void>;
}

const PARTITIONS = 4;
/** Alerts in one request, which the broker bounds by bytes. */
const CHUNK = 100;

/** So many alerts, of half as many incidents, with ids of their own. */
export function alertsOf(label: string, count: number): Alert[] {
  return Array.from({ length: count }, (_, n) => {
    const hex = n.toString(16).padStart(8, '0');
    const incident_id = `${label}-incident-${String(Math.floor(n / 2))}`;
    return anAlert({ id: `${label}-${hex}`, incident_id });
  });
}

export async function startDeliveryRig(): Promise<DeliveryRig> {
  const folder = tempDir('delivery');
  const topics = [TOPICS.alerts, TOPICS.deadLetters].map((topic) => ({
    topic,
    partitions: PARTITIONS,
  }));
  const [kafka, redis, receivers] = await Promise.all([
    startKafka({ topics }),
    startRedis(),
    startReceivers(folder),
  ]);
  const { control, ports, child } = receivers;
  const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING });
  const producer = client.producer();
  await producer.connect();
  const notifiers: RunningProcess[] = [];
  const ask = async (path: string): Promise<Partial<Record<Fault, Report>>> => {
    const response = await fetch(`http://127.0.0.1:${String(control)}${path}`);
    return (await response.json()) as Partial<Record<Fault, Report>>;
  };
  return {
    kafka,
    redis,
    ports,
    expiredCertificate: receivers.certificate,
    async startNotifier(name, section) {
      const file = join(folder, `${name}.yaml`);
      const config = {
        kafka: { brokers: [kafka.bootstrap] },
        redis: { url: redis.url, key_prefix: name },
        log: { level: 'info', format: 'json' },
        notifier: section,
      };
      writeFileSync(file, JSON.stringify(config));
      const logFile = join(folder, `${name}.log`);
      const notifier = await start(NODE, [CLI, 'notify', '--config', file], { logFile });
      notifiers.push(notifier);
      await notifier.waitForLine(/"msg":"ready"/, 90_000);
      return notifier;
    },
    async publish(alerts) {
      const messages = alerts.map((alert): Message => ({
        key: alert.incident_id,
        value: JSON.stringify(alert),
      }));
      for (let at = 0; at < messages.length; at += CHUNK) {
        const chunk = messages.slice(at, at + CHUNK);
        await producer.send({ topic: TOPICS.alerts, messages: chunk, acks: -1 });
      }
    },
    reports: () => ask('/'),
    deadLetters: () => readDeadLetters(client),
    up: async () => {
      await ask('/up');
    },
    async close() {
      await Promise.allSettled(notifiers.map((one) => one.stop()));
      await producer.disconnect().catch(() => undefined);
      await Promise.allSettled([child.stop(), kafka.stop(), redis.stop()]);
    },
  };
}

interface ReceiversProcess {
  control: number;
  ports: Record<Fault, number>;
  child: RunningProcess;
  certificate: string;
}

async function startReceivers(folder: string): Promise<ReceiversProcess> {
  const [key, request, certificate] = [
    join(folder, 'key'),
    join(folder, 'csr'),
    join(folder, 'crt'),
  ];
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', ...curve, '-keyout', key, '-out', request, '-subj', '/CN=localhost');
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', '-1', '-out', certificate);
  const program = fileURLToPath(new URL('./receiver-process.ts', import.meta.url));
  const child = await start(NODE, [program, key, certificate]);
  const line = await child.waitForLine(/"control"/);
  const said = JSON.parse(line) as Pick<ReceiversProcess, 'control' | 'ports'>;
  return { ...said, child, certificate };
}

/** Every dead letter of the topic, read to its present end. */
async function readDeadLetters(client: Kafka): Promise<DeadLetter[]> {
  const admin = client.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(TOPICS.deadLetters);
  await admin.disconnect();
  let left = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const letters: DeadLetter[] = [];
  if (left === 0) return letters;
  const groupId = `reader-${String(process.hrtime.bigint())}`;
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.deadLetters, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        const header = (name: string): string => String(message.headers?.[name] ?? '');
        letters.push({
          sink: header('keywarden-sink'),
          code: header('keywarden-error-code'),
          attempts: JSON.parse(header('keywarden-attempts')) as DeadLetter['attempts'],
          alertId: (JSON.parse(String(message.value)) as Alert).id,
        });
        left -= 1;
        if (left === 0) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return letters;
}

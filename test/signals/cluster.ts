import { TOPICS, parseAlert, type Alert, type SensorStatusData } from '@keywarden/contracts';
import { aHeartbeat } from '@keywarden/testing';
import { Partitioners, type Consumer, type Producer } from 'kafkajs';
import { testClient } from '../kafka/admin.ts';

/** How often the nodes of these tests send a heartbeat, ms. */
export const HEARTBEAT_MS = 200;

/** A node that sends heartbeats over a real broker, as its collector would. */
export class BeatingNode {
  readonly #name: string;
  readonly #producer: Producer;
  readonly #started = Date.now();
  #seq = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  data: Partial<SensorStatusData> = {};

  constructor(name: string, producer: Producer) {
    this.#name = name;
    this.#producer = producer;
  }

  speak(): void {
    this.#timer ??= setInterval(() => {
      this.beat();
    }, HEARTBEAT_MS);
  }

  beat(): void {
    this.#seq += 1;
    const now = Date.now();
    const event = aHeartbeat({
      node: this.#name,
      boot_id: 'boot-1',
      seq: this.#seq,
      time: new Date(now).toISOString(),
      data: {
        uptime_ms: now - this.#started,
        canary: { last_proof: new Date(now - 5).toISOString(), rounds: 1, missed: 0 },
        ...this.data,
      },
    });
    const messages = [{ key: this.#name, value: JSON.stringify(event) }];
    this.#sending = this.#sending.then(() =>
      this.#producer.send({ topic: TOPICS.events, messages }),
    );
  }

  async fallSilent(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#sending;
  }
}

export async function connectedProducer(bootstrap: string): Promise<Producer> {
  const producer = testClient(bootstrap).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

/** Everything that was ever told, oldest first. */
export class AlertReader {
  readonly alerts: Alert[] = [];
  readonly #consumer: Consumer;

  constructor(bootstrap: string) {
    this.#consumer = testClient(bootstrap).consumer({ groupId: 'signals-reader' });
  }

  async start(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: TOPICS.alerts, fromBeginning: true });
    await this.#consumer.run({
      eachMessage: ({ message }) => {
        if (message.value !== null) this.alerts.push(parseAlert(message.value));
        return Promise.resolve();
      },
    });
  }

  /** Alerts of one signature about one node, or about any. */
  of(signature: string, node?: string): Alert[] {
    return this.alerts.filter(
      (alert) =>
        alert.signature.id === signature && (node === undefined || alert.event.node === node),
    );
  }

  /** The watchdogs of the cluster. */
  get cluster(): Alert[] {
    return this.of('KW-1100').filter(({ event }) => event.name === 'service_status');
  }

  stop(): Promise<void> {
    return this.#consumer.disconnect();
  }
}

/** Joins a group, reads what is there, and commits it; `stop` leaves the group. */
export async function startReceiver(bootstrap: string, groupId: string): Promise<Consumer> {
  const consumer = testClient(bootstrap).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.alerts, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 100, eachMessage: () => Promise.resolve() });
  return consumer;
}

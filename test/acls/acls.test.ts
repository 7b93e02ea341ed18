import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkKafka, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import { TOPICS } from '@keywarden/contracts';
import { kafkaSection } from '@keywarden/platform';
import { notificationOf } from '@keywarden/routing';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keywarden } from '../cli/keywarden.ts';
import { deadLetter } from '../dead-letters/letters.ts';
import { commands, page } from '../docs/pages.ts';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { kafkaTool } from '../kafka/tools.ts';
import { freePort } from '../support/ports.ts';
import { tempDir } from '../support/temp.ts';
import { clientOf, PASSWORDS, tryRead, tryWrite } from './roles.ts';

const ALL = Object.values(TOPICS);
const GROUPS: Readonly<Record<string, string>> = {
  'keywarden-collector': 'keywarden-collector',
  'keywarden-detector': 'keywarden-detector',
  'keywarden-notifier': 'keywarden-notifier.siem',
  'soc-reader': 'soc-anything',
  'keywarden-dead-letters': 'keywarden-dead-letters-x',
};

let broker: KafkaBroker;
let secured: string;

beforeAll(async () => {
  const port = await freePort();
  secured = `127.0.0.1:${String(port)}`;
  broker = await startKafka({
    listeners: [{ name: 'SASL', protocol: 'SASL_PLAINTEXT', port }],
    scramUsers: PASSWORDS,
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // The open listener is the administrator's, and the broker's own.
      'super.users': 'User:ANONYMOUS',
      'listener.name.sasl.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.sasl.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    },
  });
  const cwd = tempDir('acls');
  writeFileSync(join(cwd, 'admin.properties'), '');
  for (const command of commands(page('docs/integration/acls.md'))) {
    const [script = '', ...args] = command.replace('"$BOOTSTRAP"', broker.bootstrap).split(/ +/);
    await kafkaTool(script, args, { cwd });
  }
  const producer = testClient(broker.bootstrap).producer();
  await producer.connect();
  for (const topic of ALL) await producer.send({ topic, messages: [{ value: 'first' }] });
  await producer.disconnect();
}, 300_000);
afterAll(async () => {
  await broker.stop();
});

/** The options of a service that is configured as the page says. */
function serviceOptions(username: string) {
  const sasl = { mechanism: 'scram-sha-512', username, password: PASSWORDS[username] };
  const config = kafkaSection.parse({ brokers: [secured], create_topics: false, sasl });
  return kafkaOptions(config, { logger: pino({ level: 'silent' }), waitLimitMs: 10_000 });
}

/** The topics in the row of a user, in a column of the table. */
function documented(user: string, column: 'reads' | 'writes'): string[] {
  const { text } = page('docs/integration/acls.md');
  const row = text.split('\n').find((line) => line.startsWith(`| \`${user}\``)) ?? '';
  const cell = row.split('|')[column === 'reads' ? 2 : 3] ?? '';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, topic = '']) => topic).sort();
}

describe.each(Object.keys(PASSWORDS))('%s', (user) => {
  it('writes what the table says, and nothing else', async () => {
    const verdicts = new Map<string, string>();
    for (const topic of ALL) verdicts.set(topic, await tryWrite(clientOf(secured, user), topic));
    const written = ALL.filter((topic) => verdicts.get(topic) === 'allowed').sort();
    expect(written).toEqual(documented(user, 'writes'));
  });

  it('reads what the table says, and nothing else', async () => {
    const readable: string[] = [];
    for (const topic of ALL) {
      const verdict = await tryRead(clientOf(secured, user), topic, GROUPS[user] ?? '');
      if (verdict === 'allowed') readable.push(topic);
    }
    expect(readable.sort()).toEqual(documented(user, 'reads'));
  });

  it('cannot join the group of somebody else, nor create a topic', async () => {
    const others = Object.entries(GROUPS).filter(([other]) => other !== user);
    const [topic] = documented(user, 'reads');
    for (const [, group] of topic === undefined ? [] : others) {
      expect(await tryRead(clientOf(secured, user), topic ?? '', group)).toBe('group refused');
    }
    const admin = clientOf(secured, user).admin();
    await admin.connect();
    const creation = admin.createTopics({ topics: [{ topic: `of-${user}`, numPartitions: 1 }] });
    await expect(creation).rejects.toThrow();
    await admin.disconnect();
    expect((await checkKafka(serviceOptions(user))).ok).toBe(true);
  });
});

describe('the work itself', () => {
  it.each([
    ['keywarden-detector', TOPICS.events],
    ['keywarden-notifier', TOPICS.alerts],
  ])('%s consumes, commits and writes dead letters', async (user, topic) => {
    const kafka = serviceOptions(user);
    const groupId = GROUPS[user] ?? '';
    const deadLetters = new KafkaPublisher(kafka);
    await deadLetters.connect();
    const transport = new KafkaBatchTransport({ kafka, groupId, deadLetters });
    const seen = Promise.withResolvers<number>();
    transport.addHandler(
      topic,
      ({ messages }: { messages: readonly unknown[] }) => {
        seen.resolve(messages.length);
        const outcome = { outcome: 'dead-letter', code: 'KW_MESSAGE_MALFORMED', reason: 'x' };
        return Promise.resolve(messages.map(() => outcome));
      },
      true,
    );
    await new Promise<void>((resolve, reject) => {
      transport.listen((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    expect(await seen.promise).toBeGreaterThan(0);
    await transport.close();
    await deadLetters.close();
    const admin = testClient(broker.bootstrap).admin();
    await admin.connect();
    await admin.describeCluster();
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
    await admin.disconnect();
    expect(committed?.partitions.some(({ offset }) => Number(offset) > 0)).toBe(true);
  });

  it('the Kafka sink publishes as the notifier, and is refused for good elsewhere', async () => {
    const notification = notificationOf(anAlert(), '2026-11-24T04:00:00Z');
    const user = 'keywarden-notifier';
    const sasl = { mechanism: 'scram-sha-512', username: user, password_env: 'P' };
    const [mine, strange] = createSinks(
      sinksConfig.parse([
        { type: 'kafka', name: 'mine', brokers: [secured], sasl },
        { type: 'kafka', name: 'strange', brokers: [secured], sasl, topic: 'strange' },
      ]),
      { env: { P: PASSWORDS[user] } },
    );
    const never = new AbortController().signal;
    expect(await mine?.deliver([notification], never)).toMatchObject([{ outcome: 'delivered' }]);
    await broker.createTopics([{ topic: 'strange' }]);
    const [refused] = (await strange?.deliver([notification], never)) ?? [];
    expect(refused?.outcome).toBe('rejected');
    await Promise.all([mine?.close(), strange?.close()]);
  });

  it('the operator lists and replays dead letters', async () => {
    const publisher = new KafkaPublisher(serviceOptions('keywarden-notifier'));
    const value = Buffer.from(JSON.stringify(anAlert({ id: 'replayed' })));
    await publisher.publish(TOPICS.deadLetters, [deadLetter({ offset: 1, value, sink: 'siem' })]);
    await publisher.close();
    const user = 'keywarden-dead-letters';
    const env = {
      KEYWARDEN_KAFKA__BROKERS: secured,
      KEYWARDEN_KAFKA__SASL__MECHANISM: 'scram-sha-512',
      KEYWARDEN_KAFKA__SASL__USERNAME: user,
      KEYWARDEN_KAFKA__SASL__PASSWORD: PASSWORDS[user],
    };
    const filter = ['--alert', 'replayed'];
    const replayed = await keywarden(['dead-letters', 'replay', ...filter], { env });
    expect(replayed.stderr).toBe('');
    expect(replayed.stdout).toBe('Replayed 1 dead letter(s).');
    const args = ['dead-letters', 'list', '--output', 'json', ...filter];
    const listed = await keywarden(args, { env });
    expect(JSON.parse(listed.stdout)).toMatchObject({ sink: 'siem' });
    expect(JSON.parse(listed.stdout)).toHaveProperty('replayed');
  });
});

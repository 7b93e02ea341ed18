import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { DEAD_LETTER_HEADERS, TOPICS } from '@keywarden/contracts';
import { Partitioners, type KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClient } from '../kafka/admin.ts';
import { freePort } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';
import type { SeenAlert } from './acceptance.ts';
import { startThreeServices, type ThreeServices } from './three-services.ts';

describe('what may come from outside', () => {
  let services: ThreeServices;
  let readiness: string;
  beforeAll(async () => {
    const port = await freePort();
    readiness = `http://127.0.0.1:${String(port)}/readyz`;
    services = await startThreeServices({
      env: { detect: { KEYWARDEN_HTTP__LISTEN: `127.0.0.1:${String(port)}` } },
    });
  });
  afterAll(async () => {
    await services.close();
  });

  const makeKey = (name: string): string => {
    const onNode = `/etc/kubernetes/pki/${name}`;
    writeFileSync(services.host.path(onNode), 'key\n');
    return onNode;
  };
  const steal = (onNode: string): void => {
    execFileSync('/bin/cat', [services.host.path(onNode)], { stdio: 'ignore' });
  };
  const alertsFor = (onNode: string): readonly SeenAlert[] =>
    services.alerts().filter(({ credential }) => credential.canonical_path === onNode);

  it('garbage, truncated and wrong-version messages: dead letters with their bytes, and work goes on', async () => {
    const node = { key: 'e2e-node' };
    const poison: readonly (readonly [bytes: Buffer, code: string])[] = [
      [Buffer.from([0xff, 0x00, 0x7b, 0x0a]), 'KW_MESSAGE_MALFORMED'],
      [Buffer.from('{"schema":"keywarden.event/1","node":"e2e-no'), 'KW_MESSAGE_MALFORMED'],
      [Buffer.from('{"schema":"keywarden.event/9","node":"e2e-node"}'), 'KW_MESSAGE_VERSION'],
    ];
    const client = testClient(services.kafka.bootstrap);
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = client.consumer({ groupId: 'dead-letters', retry: { retries: 10 } });
    const letters: KafkaMessage[] = [];
    try {
      await producer.connect();
      const messages = poison.map(([value]) => ({ ...node, value }));
      await producer.send({ topic: TOPICS.events, messages });
      const key = makeKey('after-poison.key');
      steal(key);
      await waitFor(() => alertsFor(key).length === 1, { what: 'the alert behind the garbage' });
      await consumer.connect();
      await consumer.subscribe({ topic: TOPICS.deadLetters, fromBeginning: true });
      await consumer.run({
        eachMessage: ({ message }) => {
          letters.push(message);
          return Promise.resolve();
        },
      });
      await waitFor(() => letters.length >= poison.length, { what: 'the dead letters' });
    } finally {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
    }
    expect(letters.map(({ value }) => value)).toEqual(poison.map(([bytes]) => bytes));
    for (const [index, { headers, key }] of letters.entries()) {
      expect(key?.toString()).toBe(node.key);
      const header = (name: string) => headers?.[name]?.toString();
      expect(header(DEAD_LETTER_HEADERS.code)).toBe(poison[index]![1]);
      expect(header(DEAD_LETTER_HEADERS.reason)).not.toBe('');
      expect(header(DEAD_LETTER_HEADERS.topic)).toBe(TOPICS.events);
      expect(header(DEAD_LETTER_HEADERS.offset)).toMatch(/^\d+$/);
    }
  });

  it('a file name with newline, ANSI escape and invalid UTF-8 reaches the webhook exactly', async () => {
    const folder = services.host.path('/etc/kubernetes/pki/');
    const name = Buffer.from([...Buffer.from('x\n\u001b[2J'), 0xff, ...Buffer.from('.key')]);
    writeFileSync(Buffer.concat([Buffer.from(folder), name]), 'key\n');
    execFileSync('/bin/sh', ['-c', `cat '${folder}'x*.key > /dev/null; true`]);
    const onNode = '/etc/kubernetes/pki/x\n\u001b[2J\\xff.key';
    const [alert] = await waitFor(
      () => (alertsFor(onNode).length > 0 ? alertsFor(onNode) : undefined),
      { what: 'the alert' },
    );
    expect(alert!.event.data.pathname).toBe(services.host.path(onNode));
  });

  it('Redis away for a while: not ready, then every alert once', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => makeKey(`redis-${String(n)}.key`));
    await services.redis.kill9();
    for (const key of keys) steal(key);
    const readyz = async () => (await fetch(readiness)).status;
    await waitFor(async () => (await readyz()) === 503, { what: 'a detector that is not ready' });
    await services.redis.restart();
    await waitFor(() => keys.every((key) => alertsFor(key).length > 0), {
      what: 'an alert for each theft',
      deadlineMs: 60_000,
    });
    await waitFor(async () => (await readyz()) === 200, { what: 'a detector that is ready' });
    expect(keys.flatMap(alertsFor)).toHaveLength(keys.length);
  });
});

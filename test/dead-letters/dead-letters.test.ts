import { execFileSync } from 'node:child_process';
import { ensureTopics, KafkaPublisher, type OutgoingMessage } from '@keywarden/bus';
import { TOPICS } from '@keywarden/contracts';
import { anAlert } from '@keywarden/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keywarden, type CliResult } from '../cli/keywarden.ts';
import { CLI, NODE } from '../e2e/cli.ts';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { readTopic, type ReadRecord } from '../kafka/read.ts';
import { freePort } from '../support/ports.ts';
import { start } from '../support/process.ts';
import { waitFor } from '../support/wait.ts';
import { deadLetter } from './letters.ts';

const HOSTILE = Buffer.from('{"id":"x\u001b]0;pwned\u0007"}\n\u202e\\ \u0000\n', 'utf8');
const NOT_UTF8 = Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0xc3, 0x28]);
const alertBytes = (id: string): Buffer => Buffer.from(JSON.stringify(anAlert({ id })));

let broker: KafkaBroker;
let publisher: KafkaPublisher;

beforeAll(async () => {
  broker = await startKafka();
});
afterAll(async () => {
  await broker.stop();
});

/** Every test has topics of its own, so that offsets begin at 0. */
beforeEach(async () => {
  const options = {
    brokers: [broker.bootstrap],
    clientId: 'test',
    logger: pino({ level: 'silent' }),
  };
  const admin = testClient(broker.bootstrap).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith('keywarden.'));
  await admin.deleteTopics({ topics });
  await waitFor(
    async () => (await admin.listTopics()).every((topic) => !topic.startsWith('keywarden.')),
    { what: 'the topics to be gone' },
  );
  await admin.disconnect();
  await ensureTopics(options, { partitions: 1, replication: 1 });
  publisher = new KafkaPublisher(options);
  return () => publisher.close();
});

const write = (...letters: OutgoingMessage[]): Promise<void> =>
  publisher.publish(TOPICS.deadLetters, letters);
const env = (): Record<string, string> => ({ KEYWARDEN_KAFKA__BROKERS: broker.bootstrap });
const run = (...args: string[]): Promise<CliResult> =>
  keywarden(['dead-letters', ...args], { env: env() });
const count = async (topic: string): Promise<number> => {
  const admin = testClient(broker.bootstrap).admin();
  await admin.connect();
  const [offsets] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return Number(offsets?.high ?? 0);
};
const listed = async (...args: string[]): Promise<Record<string, unknown>[]> => {
  const { exit, stdout } = await run('list', '--output', 'json', ...args);
  expect(exit.code).toBe(0);
  return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as never);
};

describe('dead-letters list', () => {
  it('says that there are none', async () => {
    expect((await run('list')).stdout).toBe('No dead letters.');
    expect(await listed()).toEqual([]);
  });

  it('filters by sink, code, alert and time, and keeps the newest', async () => {
    await write(
      deadLetter({ offset: 7, value: Buffer.from('{') }),
      deadLetter({ offset: 8, value: alertBytes('a1'), sink: 'siem' }),
      deadLetter({ offset: 9, value: alertBytes('a2'), sink: 'pager' }),
    );
    const refs = async (...args: string[]): Promise<unknown[]> =>
      (await listed(...args)).map(({ ref }) => ref);
    expect(await refs()).toEqual(['0/0', '0/1', '0/2']);
    expect(await refs('--sink', 'siem')).toEqual(['0/1']);
    expect(await refs('--code', 'KW_MESSAGE_MALFORMED')).toEqual(['0/0']);
    expect(await refs('--alert', 'a2')).toEqual(['0/2']);
    expect(await refs('--limit', '2')).toEqual(['0/1', '0/2']);
    expect(await refs('--since', '1h')).toEqual(['0/0', '0/1', '0/2']);
    expect(await refs('--since', '2100-01-01T00:00:00Z')).toEqual([]);
    const table = (await run('list', '--limit', '2')).stdout;
    expect(table).toMatch(/^letter +time +code/);
    expect(table).toContain('1 older ones match too');
  });

  it('shows nothing that acts on a terminal', async () => {
    await write(
      deadLetter({
        offset: 1,
        value: HOSTILE,
        sink: 'a\u001b[2J',
        reason: 'b\n\u009b1mc\u202e',
        attempts: [{ time: 't', error: '\u001b[31m' }],
      }),
    );
    for (const args of [['list'], ['list', '--output', 'json'], ['show', '0/0']]) {
      const { stdout } = await run(...args);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
    expect(await listed()).toMatchObject([{ reason: 'b\n\u009b1mc\u202e', sink: 'a\u001b[2J' }]);
  });
});

describe('dead-letters show', () => {
  it('tells every attempt, the headers and the bytes', async () => {
    const attempts = [
      { time: '2026-11-24T04:00:00Z', error: 'HTTP 503' },
      { time: '2026-11-24T04:00:01Z', error: 'HTTP 400: no' },
    ];
    const headers = { traceparent: '00-1-2-01' };
    await write(
      deadLetter({ offset: 5, value: HOSTILE, key: NOT_UTF8, sink: 's', attempts, headers }),
    );
    const { stdout } = await run('show', '0/0');
    expect(stdout).toContain('2026-11-24T04:00:01Z  HTTP 400: no');
    expect(stdout).toContain('traceparent: 00-1-2-01');
    expect(stdout).toContain('\\xff\\xfe\\x1b[2J\\xc3(');
    expect(stdout).toContain('{"id":"x\\x1b]0;pwned\\x07"}\\n\\u{202e}\\\\ \\x00\\n');
    const json = JSON.parse((await run('show', '0/0', '--output', 'json')).stdout) as {
      key: string;
      value: string;
      attempts: unknown;
    };
    expect(Buffer.from(json.key, 'base64')).toEqual(NOT_UTF8);
    expect(Buffer.from(json.value, 'base64')).toEqual(HOSTILE);
    expect(json.attempts).toEqual(attempts);
  });

  it('writes the bytes of a message of 1 MB as they were', async () => {
    const value = Buffer.alloc(1_000_000, 0x0a);
    value[0] = 0xff;
    await write(deadLetter({ offset: 5, value }));
    const args = [CLI, 'dead-letters', 'show', '0/0'];
    const options = { env: { ...process.env, ...env() }, maxBuffer: 4_000_000 };
    expect(execFileSync(NODE, [...args, '--raw'], options).equals(value)).toBe(true);
    const shown = execFileSync(NODE, args, options).toString();
    expect(shown.length).toBeLessThan(200_000);
    expect(shown).toContain('(1000000 bytes, --raw writes them all)');
  });

  it.each([['0/9'], ['7/0'], ['x'], ['0/-1']])('%s is no letter: exit code 2', async (ref) => {
    const { exit, stderr } = await run('show', ref);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('KW_USAGE');
  });
});

describe('dead-letters replay', () => {
  const replayedAlerts = (records: readonly ReadRecord[]): unknown[] =>
    records.map(({ headers }) => headers['keywarden-replayed-from']);

  it('publishes key and bytes again, for the sink that gave up, and once', async () => {
    await write(
      deadLetter({
        offset: 5,
        key: NOT_UTF8,
        value: HOSTILE,
        sink: 'siem',
        headers: { traceparent: 't', 'keywarden-replay-sink': 'forged' },
      }),
      deadLetter({ offset: 6, value: NOT_UTF8, topic: TOPICS.events, headers: { a: 'ü' } }),
    );
    const { exit, stdout } = await run('replay', '0/0', '0/1', '--yes');
    expect({ code: exit.code, stdout }).toEqual({ code: 0, stdout: 'Replayed 2 dead letter(s).' });
    const [alert] = await readTopic(broker.bootstrap, TOPICS.alerts, 1);
    expect(alert).toMatchObject({ key: NOT_UTF8.toString(), value: HOSTILE });
    expect(alert?.headers).toEqual({
      traceparent: 't',
      'keywarden-replay-sink': 'siem',
      'keywarden-replayed-from': '0/0',
    });
    const [event] = await readTopic(broker.bootstrap, TOPICS.events, 1);
    expect(event?.value).toEqual(NOT_UTF8);
    expect(event?.headers).toEqual({ a: 'ü', 'keywarden-replayed-from': '0/1' });

    const letters = await listed();
    expect(letters.map(({ ref }) => ref)).toEqual(['0/0', '0/1']);
    for (const { replayed } of letters) expect(replayed).toMatch(/^20\d\d-/);
    const second = await run('replay', '0/0');
    expect(second.exit.code).toBe(0);
    expect(second.stderr).toContain('--again');
    expect(await count(TOPICS.alerts)).toBe(1);
    await run('replay', '0/0', '--again');
    expect(await count(TOPICS.alerts)).toBe(2);
  });

  it('publishes a letter of two sinks once for each', async () => {
    await write(deadLetter({ offset: 5, value: alertBytes('a'), sink: 'siem,pager' }));
    expect((await run('replay', '--sink', 'pager')).stdout).toBe('Replayed 1 dead letter(s).');
    const records = await readTopic(broker.bootstrap, TOPICS.alerts, 2);
    expect(records.map(({ headers }) => headers['keywarden-replay-sink'])).toEqual([
      'siem',
      'pager',
    ]);
  });

  it('wants --yes for more than one, and changes nothing with --dry-run', async () => {
    await write(
      deadLetter({ offset: 5, value: alertBytes('a'), sink: 'siem' }),
      deadLetter({ offset: 6, value: alertBytes('b'), sink: 'siem' }),
      deadLetter({ offset: 7, value: alertBytes('c'), sink: 'pager' }),
    );
    expect((await run('replay')).exit.code).toBe(2);
    const unasked = await run('replay', '--sink', 'siem');
    expect(unasked.exit.code).toBe(2);
    expect(unasked.stderr).toContain('--yes');
    const dry = await run('replay', '--sink', 'siem', '--dry-run');
    expect(dry.stdout).toMatch(/0\/0 [^]*0\/1 /);
    expect(dry.stdout).not.toContain('0/2');
    expect(await count(TOPICS.alerts)).toBe(0);
    expect((await run('replay', '--sink', 'siem', '--yes')).exit.code).toBe(0);
    expect(replayedAlerts(await readTopic(broker.bootstrap, TOPICS.alerts, 2))).toEqual([
      '0/0',
      '0/1',
    ]);
  });

  it('does not take a letter for a marker, nor write to a topic that a header names', async () => {
    await write(
      deadLetter({ offset: 5, value: Buffer.from('1') }),
      deadLetter({ offset: 6, value: Buffer.from('2'), headers: { 'keywarden-replayed': '0/0' } }),
      deadLetter({ offset: 7, value: Buffer.from('3'), topic: 'payments' }),
    );
    const replayed = (await listed()).map((letter) => letter.replayed);
    expect(replayed).toEqual([undefined, undefined, undefined]);
    const { exit, stderr } = await run('replay', '0/2');
    expect(exit.code).toBe(2);
    expect(stderr).toContain('not from a topic that Keywarden reads');
  });

  it('loses nothing when it is killed in the middle', async () => {
    const letters = 1_000;
    const filler = Buffer.alloc(20_000, 0x61);
    await write(
      ...Array.from({ length: letters }, (_, offset) =>
        deadLetter({ offset, value: filler, sink: 'siem' }),
      ),
    );
    const args = [CLI, 'dead-letters', 'replay', '--sink', 'siem', '--yes'];
    const child = await start(NODE, args, { env: env() });
    await waitFor(async () => (await count(TOPICS.alerts)) > 0, {
      what: 'the first round',
      intervalMs: 1,
    });
    await child.kill9();
    expect(child.exit?.signal).toBe('SIGKILL');
    const before = await count(TOPICS.alerts);
    expect(before).toBeLessThan(letters);

    const { exit } = await run('replay', '--sink', 'siem', '--yes');
    expect(exit.code).toBe(0);
    const total = await count(TOPICS.alerts);
    const records = await readTopic(broker.bootstrap, TOPICS.alerts, total);
    expect(new Set(replayedAlerts(records)).size).toBe(letters);
    expect(total).toBeLessThanOrEqual(letters + 50);
    expect((await run('replay', '--sink', 'siem', '--yes')).stderr).toContain('1000 of them');
  });
});

describe('dead-letters without Kafka', () => {
  it.each([['list'], ['show', '0/0'], ['replay', '0/0']])('%s is exit code 4', async (...args) => {
    const nowhere = `127.0.0.1:${String(await freePort())}`;
    const { exit, stderr } = await keywarden(['dead-letters', ...args], {
      env: { KEYWARDEN_KAFKA__BROKERS: nowhere },
    });
    expect(exit.code).toBe(4);
    expect(stderr).toContain(`KW_BUS_UNREACHABLE: Kafka at ${nowhere}`);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTopics, KafkaPublisher } from '@keywarden/bus';
import { TOPICS } from '@keywarden/contracts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { kafkaToolJars } from '../kafka/jars.ts';
import { QUICK_JVM } from '../kafka/tools.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run, start, type RunningProcess } from '../support/process.ts';
import { ensurePython } from '../support/python.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { alerts, expected, FINDINGS, publishFindings } from './findings.ts';

const EXAMPLES = join(repositoryRoot, 'docs/integration/examples');
const logger = pino({ level: 'silent' });
const requirements = readFileSync(join(EXAMPLES, 'python/requirements.txt'), 'utf8');
const python = await ensurePython(requirements.trim().split('\n'));

let broker: KafkaBroker;
beforeAll(async () => {
  broker = await startKafka();
  const kafka = { brokers: [broker.bootstrap], clientId: 'test', logger };
  await ensureTopics(kafka, { partitions: 3, replication: 1 });
  await publishFindings(broker.bootstrap);
});
afterAll(async () => {
  await broker.stop();
});

interface Finding {
  finding_info: { uid: string };
  activity_name: string;
}
const statusOf = ({ activity_name: activity }: Finding): string =>
  activity === 'Close' ? 'resolved' : 'firing';
const sorted = (news: readonly { id: string; status: string }[]): string[] =>
  news.map(({ id, status }) => `${id} ${status}`).sort();

describe('kcat', () => {
  it('prints a line for each record, with key and headers', async () => {
    const { code, stdout } = await run(join(EXAMPLES, 'kcat/findings.sh'), [FINDINGS], {
      env: { BOOTSTRAP: broker.bootstrap },
    });
    expect(code).toBe(0);
    const records = stdout.flatMap((line) => {
      const [place = '', key = '', headers = '', ...value] = line.split('\t');
      return /^\d+\/\d+$/.test(place) && key !== 'stranger'
        ? [{ key, headers, finding: JSON.parse(value.join('\t')) as Finding }]
        : [];
    });
    // The alert that was published twice comes twice: kcat does not deduplicate.
    const twice = [...expected, { id: alerts[0]!.id, status: 'firing' }];
    const news = records.map(({ headers, finding }) => {
      const [, id = ''] = /keywarden-alert-id=([0-9a-f]{32})/.exec(headers) ?? [];
      return { id, status: statusOf(finding) };
    });
    expect(sorted(news)).toEqual(sorted(twice));
    for (const { headers } of records) expect(headers).toMatch(/traceparent=00-[0-9a-f]{32}-/);
    for (const { id, incident_id: key } of alerts) {
      const keys = records.filter(({ headers }) => headers.includes(id)).map((one) => one.key);
      expect(new Set(keys)).toEqual(new Set([key]));
    }
  });
});

describe.skipIf(python.path === undefined)(`the Python example ${python.missing ?? ''}`, () => {
  interface Line {
    id: string;
    status: string;
    key: string;
    body: Finding;
  }

  const consume = (topic: string, group: string): Promise<RunningProcess> =>
    start(python.path ?? '', [join(EXAMPLES, 'python/consumer.py'), topic], {
      env: { BOOTSTRAP: broker.bootstrap, GROUP: group },
    });
  const lines = (child: RunningProcess): Line[] =>
    child.stdout.map((line) => JSON.parse(line) as Line);

  it('prints each finding once, skips what is none, and goes on where it stopped', async () => {
    const child = await consume(FINDINGS, 'soc-python');
    await child.waitForLine(/^skipped /, 60_000);
    await waitFor(() => child.stdout.length >= expected.length, { what: 'all findings' });
    expect((await child.stop()).code).toBe(0);
    expect(sorted(lines(child))).toEqual(sorted(expected));
    for (const { id, body, status } of lines(child)) {
      expect(statusOf(body)).toBe(status);
      expect(JSON.stringify(body)).toContain(id);
    }
    const incident = lines(child).filter(({ key }) => key === 'incident-1');
    expect(incident.map(({ id, status }) => `${id[0] ?? ''} ${status}`)).toEqual([
      '1 firing',
      '2 firing',
      'c resolved',
    ]);

    await publishFindings(broker.bootstrap);
    const next = await consume(FINDINGS, 'soc-python');
    await waitFor(() => next.stdout.length >= expected.length, { what: 'the repetition' });
    await next.stop();
    expect(sorted(lines(next))).toEqual(sorted(expected));
  });

  it('reads alerts as well', async () => {
    const kafka = { brokers: [broker.bootstrap], clientId: 'test', logger };
    const publisher = new KafkaPublisher(kafka);
    const messages = alerts.map((alert) => ({
      key: alert.incident_id,
      value: Buffer.from(JSON.stringify(alert)),
    }));
    await publisher.publish(TOPICS.alerts, [...messages, ...messages]);
    await publisher.close();
    const child = await consume(TOPICS.alerts, 'soc-python-alerts');
    await waitFor(() => child.stdout.length >= alerts.length, { what: 'all alerts' });
    await child.stop();
    const bodies = new Map(lines(child).map(({ id, body }) => [id, body]));
    expect(child.stdout).toHaveLength(alerts.length);
    for (const alert of alerts) expect(bodies.get(alert.id)).toEqual(alert);
  });
});

describe('Kafka Connect', () => {
  it('writes every finding to the file of the sink connector', async () => {
    const cwd = tempDir('connect');
    for (const name of ['worker.properties', 'sink.properties']) {
      const text = readFileSync(join(EXAMPLES, 'connect', name), 'utf8');
      writeFileSync(join(cwd, name), text.replace('localhost:9092', broker.bootstrap));
    }
    const classPath = join(await kafkaToolJars(), '*');
    const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
    const worker = await start(
      'java',
      [...QUICK_JVM, '-cp', classPath, main, 'worker.properties', 'sink.properties'],
      { cwd },
    );
    onTestFinished(() => worker.stop().then(() => undefined));
    const file = join(cwd, 'findings.jsonl');
    const found = await waitFor(
      () => {
        if (worker.exit !== undefined) return { died: [...worker.stdout, ...worker.stderr] };
        const news = readFileSync(file, 'utf8')
          .split('\n')
          .flatMap((line) => {
            try {
              return [JSON.parse(line) as Finding];
            } catch {
              return [];
            }
          });
        const wanted = new Set(expected.map(({ id, status }) => `${id} ${status}`));
        for (const finding of news) {
          const { id = '' } =
            expected.find((one) => JSON.stringify(finding).includes(one.id)) ?? {};
          wanted.delete(`${id} ${statusOf(finding)}`);
        }
        return wanted.size === 0 ? { news } : undefined;
      },
      { what: 'Connect to write all findings', deadlineMs: 100_000, intervalMs: 200 },
    );
    expect('died' in found ? found.died.slice(-20).join('\n') : '').toBe('');
  });
});

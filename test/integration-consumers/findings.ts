import { TOPICS, type Alert } from '@keywarden/contracts';
import { notificationOf, type Notification } from '@keywarden/routing';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { testClient } from '../kafka/admin.ts';

const TIME = '2026-11-24T04:00:02Z';
export const FINDINGS = TOPICS.findingsOcsf;

/** Alerts that a consumer meets, also such that an attacker had a hand in. */
export const alerts: readonly Alert[] = [
  anAlert({ id: '1'.repeat(32), incident_id: 'incident-1' }),
  anAlert({ id: '2'.repeat(32), incident_id: 'incident-1', title: 'Another credential read' }),
  anAlert({
    id: '3'.repeat(32),
    incident_id: 'incident-2',
    title: 'a\nb\t"c" \u001b[31m\u202e \u0000 ü|=,{}',
    description: "%s %k \\n '; DROP TABLE alerts; --",
  }),
  anAlert({ id: '4'.repeat(32), incident_id: 'incident-3', description: 'x'.repeat(200_000) }),
];

const firing = alerts.map((alert) => notificationOf(alert, TIME));
const [first] = firing;
const closed: Notification = {
  ...first!,
  id: 'c'.repeat(32),
  status: 'resolved',
  reason: 'resolved',
};

/** What a consumer has to print: every alert once, and the end of the first incident, with its own id. */
export const expected = [
  ...alerts.map(({ id }) => ({ id, status: 'firing' })),
  { id: closed.id, status: 'resolved' },
];

/** Publishes the alerts through the Kafka sink, the first one twice, and a record that is no finding. */
export async function publishFindings(bootstrap: string): Promise<void> {
  const [sink] = createSinks(sinksConfig.parse([{ type: 'kafka', brokers: [bootstrap] }]));
  const never = new AbortController().signal;
  const notifications = [first!, ...firing, closed] as const;
  const results = await sink!.deliver(notifications, never);
  await sink!.close();
  const bad = results.filter(({ outcome }) => outcome !== 'delivered');
  if (bad.length > 0) throw new Error(JSON.stringify(bad));
  const producer = testClient(bootstrap).producer();
  await producer.connect();
  const value = Buffer.from([0xff, 0x0a, 0x7b]);
  await producer.send({ topic: FINDINGS, messages: [{ key: 'stranger', value }] });
  await producer.disconnect();
}

import { anAlert, aNotification } from '@keywarden/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../sinks-paging/receiver.ts';
import { deliver, makeSink } from '../sinks-paging/sinks.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  receiver.behaviour = () => ({ status: 200 });
});
afterAll(() => receiver.close());

/** With long names an attacker could make the body too long, and the alert went to the dead letters. */
it('a theft by somebody with long names reaches a webhook with a body of its own', async () => {
  const title = 'x'.repeat(100_000);
  const alerts = [
    anAlert({ id: 'b', risk_score: 20, title }),
    anAlert({ id: 'a', risk_score: 95, title }),
    anAlert({ id: 'c', risk_score: 30, title }),
  ] as const;
  const body_template = '{"worst": "{{ alert.id }}", "all": {{ alerts | json }}}';
  const sink = makeSink('webhook', receiver.url, { body_template });
  expect(await deliver(sink, aNotification({ alerts }))).toMatchObject({ outcome: 'delivered' });
  await sink.close();
  const [request] = receiver.requests;
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ worst: 'a', all: [{ id: 'a' }] });
});

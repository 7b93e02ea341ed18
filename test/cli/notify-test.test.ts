import { parseAlert } from '@keywarden/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { dutyCli, type DutyCli } from './duty-config.ts';

describe('keywarden notify test', () => {
  let receiver: HttpReceiver;
  let cli: DutyCli;

  beforeAll(async () => {
    receiver = await startHttpReceiver();
    cli = dutyCli({
      notifier: {
        sinks: [
          { type: 'webhook', name: 'soc', url: `${receiver.url}/alerts` },
          // Its secret is missing, which is no business of a test of the other.
          { type: 'webhook', name: 'broken', url: receiver.url, hmac_secret_file: '/nonexistent' },
        ],
      },
    });
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    receiver.clear();
  });

  it('sends one marked alert and shows the answer', async () => {
    receiver.script({ status: 202, body: 'taken \u001b[31m' });
    const { exit, stdout, stderr } = await cli.run('notify', 'test', 'soc');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^delivered to soc \(webhook\) in \d+ ms: HTTP 202/);
    expect(stdout).not.toContain('\u001b');
    expect(exit.code).toBe(0);
    expect(receiver.requests).toHaveLength(1);
    const alert = parseAlert(receiver.requests[0]?.body ?? Buffer.alloc(0));
    expect(alert).toMatchObject({ signature: { id: 'KW-TEST', severity: 0 }, risk_score: 0 });
    expect(alert.title).toMatch(/^TEST: /);
    expect(receiver.requests[0]?.headers['x-keywarden-delivery']).toBe(alert.id);
  });

  it('is as grave as asked for, and another one each time', async () => {
    await cli.json('notify', 'test', 'soc', '--severity', 'high');
    const [second] = await cli.json('notify', 'test', 'soc');
    const [one, two] = receiver.requests.map(({ body }) => parseAlert(body));
    expect(one?.signature.severity).toBe(3);
    expect(one?.id).not.toBe(two?.id);
    expect(second).toMatchObject({
      receiver: 'soc',
      type: 'webhook',
      outcome: 'delivered',
      notification_id: two?.id,
    });
  });

  it.each([
    [503, 'not delivered, it may work later: soc (webhook)'],
    [403, 'refused for good by soc (webhook)'],
  ])('makes one attempt and is exit code 1 when the answer is %i', async (status, said) => {
    receiver.script({ status });
    const { exit, stdout } = await cli.run('notify', 'test', 'soc');
    expect(stdout).toContain(said);
    expect(stdout).toContain(String(status));
    expect(exit.code).toBe(1);
    expect(receiver.requests).toHaveLength(1);
  });

  it('names the known receivers, what is missing, and a wrong command', async () => {
    const unknown = await cli.run('notify', 'test', 'pager');
    expect(unknown.stderr).toContain(
      'there is no receiver "pager"; the configuration has: soc, broken',
    );
    expect(unknown.exit.code).toBe(2);
    const broken = await cli.run('notify', 'test', 'broken');
    expect(broken.stderr).toContain('/nonexistent');
    expect(broken.exit.code).toBe(2);
    const wrong = await cli.run('notify', 'tset');
    expect(wrong.stderr).toContain('Did you mean test?');
    expect(wrong.exit.code).toBe(2);
    expect(receiver.requests).toHaveLength(0);
  });
});

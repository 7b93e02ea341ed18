import { createLogger } from '@keywarden/platform';
import type { Alert } from '@keywarden/contracts';
import { anAlert, FakeScheduler, MINUTE, RecordingPublisher, SECOND } from '@keywarden/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { SelfWatch } from './self-watch.js';

const logger = createLogger({ service: 't', level: 'silent', format: 'json' });

describe('SelfWatch', () => {
  let scheduler: FakeScheduler;
  let publisher: RecordingPublisher;
  let watch: SelfWatch;
  beforeEach(() => {
    scheduler = new FakeScheduler();
    publisher = new RecordingPublisher();
    watch = new SelfWatch({
      publisher,
      storm: { alerts: 10, windowMs: MINUTE },
      failingAfterMs: 2 * MINUTE,
      scheduler,
      logger,
    });
    watch.start();
  });

  const told = (): string[] =>
    (publisher.json('keywarden.alerts.v1') as Alert[]).map(
      ({ signature, status }) => `${signature.id} ${status ?? 'firing'}`,
    );

  it('tells of a receiver that takes nothing for long, once, and of its end', async () => {
    watch.trouble('soc', 'circuit-open', 'ECONNREFUSED');
    await scheduler.advanceTo(2 * MINUTE - SECOND);
    expect(told()).toEqual([]);
    await scheduler.advanceTo(3 * MINUTE);
    watch.trouble('soc', 'circuit-open', 'ECONNREFUSED');
    await scheduler.advanceTo(9 * MINUTE);
    expect(told()).toEqual(['KW-1005 firing']);
    watch.delivered('soc');
    watch.delivered('soc');
    await scheduler.advanceTo(10 * MINUTE);
    expect(told()).toEqual(['KW-1005 firing', 'KW-1005 resolved']);
    const [alert, end] = publisher.json('keywarden.alerts.v1') as Alert[];
    expect(end?.incident_id).toBe(alert?.incident_id);
    expect(end?.id).not.toBe(alert?.id);
  });

  it('says nothing of one that takes alerts again in time', async () => {
    watch.trouble('soc', 'circuit-open', 'ECONNREFUSED');
    await scheduler.advanceTo(MINUTE);
    watch.delivered('soc');
    await scheduler.advanceTo(10 * MINUTE);
    expect(told()).toEqual([]);
  });

  it('tells of the first dead letter at once, and of no further one', async () => {
    watch.trouble('soc', 'dead-letter', 'HTTP 404');
    watch.trouble('soc', 'dead-letter', 'HTTP 404');
    watch.trouble('mail', 'dead-letter', '550');
    await scheduler.advanceTo(MINUTE);
    expect(told()).toEqual(['KW-1005 firing', 'KW-1005 firing']);
  });

  it('tells of a storm on a node and of its end, and takes no notice of its own alerts', async () => {
    const own = anAlert({ signature: { ...anAlert().signature, id: 'KW-1005' } });
    for (let n = 0; n < 50; n++) watch.see(own);
    for (let n = 0; n < 50; n++) watch.see(anAlert({ status: 'resolved' }));
    expect(told()).toEqual([]);
    for (let n = 0; n < 30; n++) watch.see(anAlert({ id: String(n) }));
    await scheduler.advanceTo(SECOND);
    expect(told()).toEqual(['KW-1006 firing']);
    await scheduler.advanceTo(5 * MINUTE);
    expect(told()).toEqual(['KW-1006 firing', 'KW-1006 resolved']);
  });

  it('ends quietly', async () => {
    watch.trouble('soc', 'circuit-open', 'x');
    watch.stop();
    await scheduler.advanceTo(10 * MINUTE);
    expect(told()).toEqual([]);
  });
});

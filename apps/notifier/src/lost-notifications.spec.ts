import { DEAD_LETTER_HEADERS, digest, NOTIFICATION_ORIGIN, TOPICS } from '@keywarden/contracts';
import type { LostNotification } from '@keywarden/routing';
import { anAlert, RecordingPublisher } from '@keywarden/testing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { LostNotifications } from './lost-notifications.js';

const logger = pino({ level: 'silent' });
const alert = anAlert({ id: 'a', incident_id: 'i' });
const attempts = [{ time: 't', receiver: 'lead', error: 'HTTP 503' }];
const lost = (id: string, receiver = 'lead'): LostNotification => ({
  receiver,
  key: digest([id]),
  reason: 'escalation',
  alert,
  settlement: { outcome: 'undeliverable', because: 'gave-up', reason: 'HTTP 503', attempts },
});

function open() {
  const publisher = new RecordingPublisher();
  const notifications = new LostNotifications(publisher, logger);
  return { publisher, notifications, letters: () => publisher.on(TOPICS.deadLetters) };
}

describe('LostNotifications', () => {
  it('writes the alert, and in the headers what was told with it, to whom, and every error', async () => {
    const { notifications, letters } = open();
    expect(await notifications.keep(lost('n'))).toBe(true);
    const [letter] = letters();
    expect(letter?.key?.toString()).toBe('i');
    expect(JSON.parse(String(letter?.value))).toEqual(alert);
    expect(letter?.headers).toEqual({
      [DEAD_LETTER_HEADERS.reason]: 'HTTP 503 (attempts: 1)',
      [DEAD_LETTER_HEADERS.code]: 'KW_SINK_UNAVAILABLE',
      [DEAD_LETTER_HEADERS.topic]: NOTIFICATION_ORIGIN,
      [DEAD_LETTER_HEADERS.partition]: '0',
      [DEAD_LETTER_HEADERS.offset]: expect.stringMatching(/^\d{1,19}$/) as string,
      [DEAD_LETTER_HEADERS.sink]: 'lead',
      [DEAD_LETTER_HEADERS.attempts]: JSON.stringify(attempts),
      [DEAD_LETTER_HEADERS.notification]: digest(['n']),
      [DEAD_LETTER_HEADERS.notificationReason]: 'escalation',
    });
  });

  it('gives the same notification the same place in every process, and others another one', async () => {
    const place = async (id: string) => {
      const { notifications, letters } = open();
      await notifications.keep(lost(id));
      return letters()[0]?.headers?.[DEAD_LETTER_HEADERS.offset];
    };
    expect(await place('n')).toBe(await place('n'));
    expect(await place('n')).not.toBe(await place('m'));
  });

  it('writes one letter for each receiver, however often and whoever loses it', async () => {
    const { notifications, letters } = open();
    const both = [notifications.keep(lost('n')), notifications.keep(lost('n'))];
    expect(await Promise.all(both)).toEqual([true, true]);
    await notifications.keep(lost('n'));
    await notifications.keep(lost('n', 'boss'));
    await notifications.keep(lost('m'));
    expect(letters()).toHaveLength(3);
  });

  it('says when the letter cannot be written, and tries anew', async () => {
    const { notifications, publisher, letters } = open();
    publisher.failNext(new Error('no broker'));
    expect(await notifications.keep(lost('n'))).toBe(false);
    expect(letters()).toEqual([]);
    expect(await notifications.keep(lost('n'))).toBe(true);
    expect(letters()).toHaveLength(1);
  });

  it('remembers so many and no more', async () => {
    const { notifications, letters } = open();
    await notifications.keep(lost('first'));
    for (let n = 0; n < 10_000; n += 1) await notifications.keep(lost(String(n)));
    await notifications.keep(lost('9999'));
    expect(letters()).toHaveLength(10_001);
    await notifications.keep(lost('first'));
    expect(letters()).toHaveLength(10_002);
  });
});

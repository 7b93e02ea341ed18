import type { IncomingMessage } from '@keywarden/bus';
import { TOPICS } from '@keywarden/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRef, read, returnTopic } from './letter.js';
import { replaysOf } from './replayer.js';

const message = (headers: Record<string, string>, value = ''): IncomingMessage => ({
  topic: TOPICS.deadLetters,
  partition: 3,
  offset: '1207',
  key: null,
  value: Buffer.from(value),
  headers,
  timestampMs: Date.parse('2026-11-24T04:00:00Z'),
});

describe('read', () => {
  it('never throws, whatever the headers and the bytes are', () => {
    const names = fc.constantFrom(
      'keywarden-original-topic',
      'keywarden-attempts',
      'keywarden-replayed',
      'keywarden-sink',
      '__proto__',
    );
    const values = fc.oneof(fc.string(), fc.json(), fc.constant(TOPICS.alerts));
    fc.assert(
      fc.property(fc.dictionary(names, values), values, (headers, value) => {
        expect(['letter', 'marker', 'foreign']).toContain(read(message(headers, value)).kind);
      }),
    );
  });

  it('takes only what says nothing of an origin for a marker', () => {
    expect(read(message({ 'keywarden-replayed': '0/5' }))).toMatchObject({ ref: '0/5' });
    expect(read(message({ 'keywarden-replayed': '0/5\n' })).kind).toBe('foreign');
    const forged = { 'keywarden-replayed': '0/5', 'keywarden-original-topic': 'x' };
    expect(read(message(forged)).kind).toBe('letter');
  });

  it('leaves out attempts that are none', () => {
    const attempts = '[{"time":"t","error":"e"},{"time":1},null,"x"]';
    const headers = { 'keywarden-original-topic': 'x', 'keywarden-attempts': attempts };
    expect(read(message(headers))).toMatchObject({
      letter: { ref: '3/1207', attempts: [{ time: 't', error: 'e' }] },
    });
  });
});

describe('a letter of a notification that came from no topic', () => {
  const headers = {
    'keywarden-original-topic': 'keywarden.notifications',
    'keywarden-sink': 'lead',
    'keywarden-notification': 'n',
    'keywarden-notification-reason': 'escalation',
    'keywarden-replay-notification': 'forged',
  };
  const found = read(message(headers, '{"id":"a"}'));
  if (found.kind !== 'letter') throw new Error('it is a letter');
  const { letter } = found;

  it('says which alert it is about, and what was told', () => {
    expect(letter).toMatchObject({
      alert: 'a',
      notification: { id: 'n', reason: 'escalation' },
    });
  });

  it('goes back as that notification, to where alerts are read', () => {
    expect(returnTopic(letter)).toBe(TOPICS.alerts);
    expect(replaysOf(letter, message(headers, '{"id":"a"}')).map((one) => one.headers)).toEqual([
      {
        'keywarden-replayed-from': '3/1207',
        'keywarden-replay-sink': 'lead',
        'keywarden-replay-notification': 'n',
        'keywarden-replay-notification-reason': 'escalation',
      },
    ]);
  });

  it('is of no notification when a header is missing', () => {
    expect(read(message({ ...headers, 'keywarden-notification': '' }))).toMatchObject({
      letter: { notification: undefined },
    });
  });
});

describe('parseRef', () => {
  it('takes two numbers and nothing else', () => {
    expect(parseRef('3/1207')).toEqual({ partition: 3, offset: 1_207n });
    for (const text of ['', '3', '3/', '/1', '-1/2', '1/2/3', '1/2 ', '0x1/2', '1/1e3']) {
      expect(parseRef(text)).toBeUndefined();
    }
  });
});

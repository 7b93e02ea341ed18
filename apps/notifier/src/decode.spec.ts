import type { IncomingMessage } from '@keywarden/bus';
import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { SharedDecoder, type Decoded } from './decode.js';

const messageOf = (offset: number, value: object | string, partition = 0): IncomingMessage => ({
  topic: 'keywarden.alerts.v1',
  partition,
  offset: String(offset),
  key: null,
  value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: {},
  timestampMs: 0,
});
const alertOf = (decoded: Decoded) => ('alert' in decoded ? decoded.alert : undefined);

describe('SharedDecoder', () => {
  it('gives every receiver the same alert', () => {
    const decoder = new SharedDecoder();
    const first = alertOf(decoder.decode(messageOf(7, anAlert({ id: 'a' }))));
    expect(first?.id).toBe('a');
    expect(alertOf(decoder.decode(messageOf(7, anAlert({ id: 'a' }))))).toBe(first);
  });

  it('is not deceived by the offset of another message', () => {
    const decoder = new SharedDecoder();
    decoder.decode(messageOf(7, anAlert({ id: 'a' })));
    expect(alertOf(decoder.decode(messageOf(7, anAlert({ id: 'b' }))))?.id).toBe('b');
    expect(alertOf(decoder.decode(messageOf(7, anAlert({ id: 'c' }), 1)))?.id).toBe('c');
    expect(alertOf(decoder.decode(messageOf(7, anAlert({ id: 'b' }))))?.id).toBe('b');
  });

  it('refuses what is no alert, each time', () => {
    const decoder = new SharedDecoder();
    for (let time = 0; time < 2; time += 1) {
      expect(decoder.decode(messageOf(7, '{'))).toMatchObject({
        unreadable: { code: 'KW_MESSAGE_MALFORMED' },
      });
    }
  });

  it('keeps the latest thousand', () => {
    const decoder = new SharedDecoder();
    const at = (offset: number) => alertOf(decoder.decode(messageOf(offset, anAlert())));
    const first = at(0);
    for (let offset = 1; offset < 1_000; offset += 1) at(offset);
    expect(at(0)).toBe(first);
    at(1_000);
    expect(at(0)).not.toBe(first);
  });
});

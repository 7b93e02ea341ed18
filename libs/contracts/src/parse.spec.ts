import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeywardenError } from './errors.js';
import { parseAlert, parseKernelEvent } from './parse.js';

const event = {
  schema: 'keywarden.event/1',
  node: 'node-1',
  boot_id: 'boot',
  seq: 42,
  time: '2026-11-24T04:00:00.123456789Z',
  backend: 'syscall',
  name: 'security_file_open',
  process: { pid: 7, tid: 7, start_time: 10_000_000, comm: 'cat' },
  data: { pathname: '/etc/kubernetes/pki/ca.key', flags: 'O_RDONLY', flags_number: 0 },
};

function failure(read: () => unknown): KeywardenError {
  try {
    read();
  } catch (error) {
    if (error instanceof KeywardenError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const failureOf = (value: unknown): KeywardenError =>
  failure(() => parseKernelEvent(JSON.stringify(value)));

describe('parseKernelEvent', () => {
  it('reads bytes and text alike and drops unknown fields', () => {
    const text = JSON.stringify({ ...event, later: true });
    expect(parseKernelEvent(text)).toEqual(event);
    expect(parseKernelEvent(Buffer.from(text))).toEqual(event);
  });

  it.each([
    ['seq', { ...event, seq: -1 }],
    ['node', { ...event, node: '' }],
    ['time', { ...event, time: '2026-11-24 04:00' }],
    ['name', { ...event, name: 'no_such_event' }],
    ['process.pid', { ...event, process: { ...event.process, pid: 1.5 } }],
    ['process.start_time', { ...event, process: { ...event.process, start_time: null } }],
    ['data.flags_number', { ...event, data: { ...event.data, flags_number: '0' } }],
    ['schema', { ...event, schema: 1 }],
  ])('names %s when it is wrong', (field, value) => {
    const error = failureOf(value);
    expect(error.code).toBe('KW_MESSAGE_MALFORMED');
    expect(error.where).toBe(field);
    expect(error.retryable).toBe(false);
  });

  it('names the root when the message is no object', () => {
    expect(failureOf(null).where).toBe('(root)');
    expect(failureOf('text').where).toBe('(root)');
  });

  it('tells another version from a malformed message', () => {
    const error = failureOf({ schema: 'keywarden.event/2', anything: 'else' });
    expect(error.code).toBe('KW_MESSAGE_VERSION');
    expect(error.message).toContain('keywarden.event/2');
  });

  it('refuses bytes that are not UTF-8 or not whole', () => {
    expect(failure(() => parseKernelEvent(Buffer.from([0x7b, 0xff, 0x7d]))).code).toBe(
      'KW_MESSAGE_MALFORMED',
    );
    const bytes = Buffer.from(JSON.stringify(event));
    for (let length = 0; length < bytes.length; length += 1) {
      expect(failure(() => parseKernelEvent(bytes.subarray(0, length))).code).toBe(
        'KW_MESSAGE_MALFORMED',
      );
    }
  });

  it('throws nothing but a classified error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(failure(() => parseKernelEvent(bytes)).code).toBe('KW_MESSAGE_MALFORMED');
      }),
    );
  });

  it('carries hostile names exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (pathname) => {
        const text = JSON.stringify({ ...event, data: { ...event.data, pathname } });
        expect(parseKernelEvent(text)).toMatchObject({ data: { pathname } });
      }),
    );
  });
});

describe('parseAlert', () => {
  it('refuses an event', () => {
    expect(failure(() => parseAlert(JSON.stringify(event))).code).toBe('KW_MESSAGE_VERSION');
  });
});

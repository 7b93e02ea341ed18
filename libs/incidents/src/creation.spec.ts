import type { EventOf } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { EMPTY_BOOK } from './book.js';
import { hasCreated, isCreation, recordCreation } from './creation.js';

const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;

function open(seq: number, flags: number, time: string, inode = 5): EventOf<'security_file_open'> {
  return {
    schema: 'keywarden.event/1',
    node: 'n',
    boot_id: 'b',
    seq,
    time,
    backend: 'syscall',
    name: 'security_file_open',
    process: { pid: 7, tid: 7, start_time: 7, comm: 'openssl' },
    data: { pathname: '/k', flags: '', flags_number: flags, device: 1, inode },
  };
}

describe('isCreation', () => {
  it.each([
    ['a file that was not there', O_WRONLY | O_CREAT | O_EXCL, true],
    ['a file that is emptied', O_WRONLY | O_CREAT | O_TRUNC, true],
    ['a file that is emptied and can be read', O_RDWR | O_TRUNC, true],
    ['a file that may have been there', O_WRONLY | O_CREAT, false],
    ['a file that is added to', O_WRONLY | O_CREAT | O_APPEND, false],
    ['a file that is read', O_RDONLY, false],
    ['a file that is only read, whatever the flags say', O_RDONLY | O_CREAT | O_EXCL, false],
  ])('%s', (_, flags, expected) => {
    expect(isCreation(open(1, flags, '2026-01-01T00:00:00Z'))).toBe(expected);
  });
});

describe('hasCreated', () => {
  const made = open(1, O_WRONLY | O_TRUNC, '2026-01-01T00:00:00Z');
  const book = recordCreation(EMPTY_BOOK, made, 's1');

  it.each([
    ['the session itself, ten minutes later', 's1', '2026-01-01T00:10:00Z', 5, true],
    ['too late', 's1', '2026-01-01T00:10:01Z', 5, false],
    ['before it was made', 's1', '2025-12-31T23:59:59Z', 5, false],
    ['another session', 's2', '2026-01-01T00:00:01Z', 5, false],
    ['another file', 's1', '2026-01-01T00:00:01Z', 6, false],
  ])('%s', (_, session, time, inode, expected) => {
    expect(hasCreated(book, open(2, O_RDONLY, time, inode), session)).toBe(expected);
  });

  it('is whoever made it last', () => {
    const again = open(3, O_WRONLY | O_TRUNC, '2026-01-01T00:01:00Z');
    const anew = recordCreation(book, again, 's2');
    const read = open(4, O_RDONLY, '2026-01-01T00:02:00Z');
    expect(hasCreated(anew, read, 's1')).toBe(false);
    expect(hasCreated(anew, read, 's2')).toBe(true);
  });
});

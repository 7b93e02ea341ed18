import { anAlert, anOpenEvent } from '@keywarden/testing';
import type { Alert } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { newsKey } from './dedup.js';

const incident = (stage: 'opened' | 'spread' | 'repeated', event_count: number) => ({
  opened_at: '2026-11-24T04:00:00Z',
  alert_number: 1,
  event_count,
  credentials: [],
  stage,
  reason: '',
});
const isSame = (one: Partial<Alert>, other: Partial<Alert>) =>
  newsKey(anAlert(one)) === newsKey(anAlert(other));

describe('newsKey', () => {
  it('is the same for the same stage, credential and reader, whatever id and time', () => {
    expect(isSame({ id: 'a', time: '1' }, { id: 'b', time: '2' })).toBe(true);
    expect(isSame({ incident: incident('spread', 1) }, { incident: incident('spread', 9) })).toBe(
      true,
    );
    expect(isSame({}, { incident: incident('opened', 1) })).toBe(true);
  });

  it('tells each count of repeats apart', () => {
    const keys = [10, 100, 1_000].map((count) =>
      newsKey(anAlert({ incident: incident('repeated', count) })),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('tells stages, credentials, readers, signatures and ends apart', () => {
    const { credential, signature } = anAlert();
    const exe = {
      path: '/bin/b',
      device: 1,
      inode: 1,
      deleted: false,
      memfd: false,
      mode: 1,
      owner_uid: 0,
    };
    const others: Partial<Alert>[] = [
      { incident: incident('spread', 1) },
      { credential: { ...credential, canonical_path: '/x' } },
      { event: anOpenEvent({ process: { exe } }) },
      { signature: { ...signature, id: 'X' } },
      { status: 'resolved' },
    ];
    for (const other of others) expect(isSame({}, other)).toBe(false);
  });

  it('keeps parts apart that imitate each other', () => {
    const { credential } = anAlert();
    const withNames = (path: string, comm: string) => ({
      credential: { ...credential, canonical_path: path },
      event: anOpenEvent({ process: { comm, exe: undefined } }),
    });
    expect(isSame(withNames('a","b', 'c'), withNames('a', 'b","c'))).toBe(false);
  });
});

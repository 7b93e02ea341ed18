import {
  CREDENTIAL_CONTENTS,
  CREDENTIAL_KINDS,
  ENTRY_POINTS,
  type Credential,
  type EventOf,
} from '@keywarden/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { riskOf, type RiskInput, type Sign } from './risk.js';

const TIME = '2026-01-01T00:00:00Z';

interface Facts {
  kind: (typeof CREDENTIAL_KINDS)[number];
  content: (typeof CREDENTIAL_CONTENTS)[number];
  entry: (typeof ENTRY_POINTS)[number];
  evasions: string[];
  signs: Sign[];
  credentials: number;
  container: boolean;
  tty: boolean;
  shell: boolean;
  mode: number;
  days: number | undefined;
}

function input(facts: Facts): RiskInput {
  const { days } = facts;
  const end = days === undefined ? undefined : Date.parse(TIME) + days * 86_400_000;
  const credential: Credential = {
    kind: facts.kind,
    content: facts.content,
    distribution: 'kubeadm',
    canonical_path: '/k',
    mode: facts.mode,
    ...(end === undefined ? {} : { not_after: new Date(end).toISOString() }),
  };
  const event: EventOf<'security_file_open'> = {
    schema: 'keywarden.event/1',
    node: 'n',
    boot_id: 'b',
    seq: 1,
    time: TIME,
    backend: 'syscall',
    name: 'security_file_open',
    process: {
      pid: 1,
      tid: 1,
      start_time: 1,
      comm: 'c',
      ...(facts.container ? { container: { id: 'c' } } : {}),
      ...(facts.tty ? { tty: 'pts/0' } : {}),
    },
    data: { pathname: '/k', flags: '', flags_number: 0, credential },
  };
  const comm = facts.shell ? 'bash' : 'cat';
  return {
    event,
    credential,
    lineage: { processes: [{ pid: 1, start_time: 1, comm }], complete: true },
    origin: { entry_point: facts.entry },
    evasions: facts.evasions,
    ownPod: false,
    credentials: facts.credentials,
    signs: new Set(facts.signs),
  };
}

const facts = fc.record<Facts>({
  kind: fc.constantFrom(...CREDENTIAL_KINDS),
  content: fc.constantFrom(...CREDENTIAL_CONTENTS),
  entry: fc.constantFrom(...ENTRY_POINTS),
  evasions: fc.subarray(['hard_link', 'comm_spoof', 'io_uring']),
  signs: fc.subarray<Sign>(['used', 'exfiltration', 'escape']),
  credentials: fc.integer({ min: 1, max: 80 }),
  container: fc.boolean(),
  tty: fc.boolean(),
  shell: fc.boolean(),
  mode: fc.constantFrom(0o600, 0o640, 0o644),
  days: fc.option(fc.integer({ min: -10, max: 4_000 }), { nil: undefined }),
});

/** Each takes what is there and adds one fact that speaks against the reader. */
const WORSE: Readonly<Record<string, (one: Facts) => Facts>> = {
  'one more evasion': (one) => ({ ...one, evasions: [...one.evasions, 'memfd_executable'] }),
  used: (one) => ({ ...one, signs: [...one.signs, 'used'] }),
  exfiltration: (one) => ({ ...one, signs: [...one.signs, 'exfiltration'] }),
  escape: (one) => ({ ...one, signs: [...one.signs, 'escape'] }),
  'one more credential': (one) => ({ ...one, credentials: one.credentials + 1 }),
  'a container': (one) => ({ ...one, container: true }),
  'a terminal': (one) => ({ ...one, tty: true }),
  'a shell': (one) => ({ ...one, shell: true }),
  'wider permissions': (one) => ({ ...one, mode: one.mode | 0o004 }),
  'a longer term': (one) => ({ ...one, days: Math.max(1, (one.days ?? 0) + 100) }),
  'a login by ssh': (one) => ({ ...one, entry: 'ssh' }),
};

describe('riskOf', () => {
  it.each(Object.keys(WORSE))('is never lowered by %s', (name) => {
    fc.assert(
      fc.property(facts, (one) => {
        const worse = WORSE[name]?.(one) ?? one;
        expect(riskOf(input(worse)).score).toBeGreaterThanOrEqual(riskOf(input(one)).score);
      }),
    );
  });

  it('is the sum of its factors, up to 100, and names the four of the signature always', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const { score, factors } = riskOf(input(one));
        const sum = factors.reduce((total, { points }) => total + points, 0);
        expect(score).toBe(Math.min(100, sum));
        const names = factors.map(({ factor }) => factor);
        expect(names[0]).toMatch(/^(cluster-wide|limited) impact$/);
        expect(names.slice(1, 4)).toEqual([
          'authentication bypass',
          'long-term access',
          'detection evasion',
        ]);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('orders kinds by what a thief can do with them', () => {
    const quiet: Facts = {
      kind: 'cluster-ca',
      content: 'private-key',
      entry: 'unknown',
      evasions: [],
      signs: [],
      credentials: 1,
      container: false,
      tty: false,
      shell: false,
      mode: 0o600,
      days: undefined,
    };
    expect(riskOf(input(quiet)).score).toBe(65);
    const token: Facts = { ...quiet, kind: 'service-account-token', content: 'token' };
    expect(riskOf(input(token)).score).toBe(32);
  });
});

import type { KernelEvent } from '@keywarden/contracts';
import { aForkEvent, anOpenEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { judged, shortcoming } from './assess.ts';
import { Family } from './family.ts';
import { type Attack, EVERYWHERE, OPEN, type Place } from './scenario.ts';

const PID = 100;
const CHILD = 101;
const STRANGER = 900;

const at = { id: 'a' } as Place;
const attack: Attack = {
  id: 'a',
  technique: 'a read',
  source: 'none',
  program: 'read',
  args: () => [],
  events: OPEN,
  evasions: ['hard_link|renamed'],
  also: ['chroot'],
  seen: EVERYWHERE,
};

interface Facts {
  readonly path?: string;
  readonly reachedBy?: string[];
  readonly content?: 'private-key' | 'public-certificate';
}

function read(pid: number, facts: Facts = {}): KernelEvent {
  const { path = '/etc/kubernetes/pki/a/ca.key', reachedBy = ['renamed'], content } = facts;
  return anOpenEvent({
    process: { pid },
    data: {
      reached_by: reachedBy,
      credential: {
        kind: 'other',
        distribution: 'kubeadm',
        canonical_path: path,
        content: content ?? 'private-key',
      },
    },
  });
}

const fork = aForkEvent({
  process: { pid: PID },
  data: { child: { pid: CHILD, start_time: 1 } },
});

/** What is said of the events, for a row that differs from the one above in `change`. */
function verdictOn(events: readonly KernelEvent[], change: Partial<Attack> = {}) {
  const outcome = { pid: PID, events, family: new Family(PID, events) };
  return shortcoming({ ...attack, ...change }, at, outcome, judged(outcome, at));
}

describe('whether an attack was seen', () => {
  it('is, by the program or a descendant, under one of the names that are accepted', () => {
    expect(verdictOn([read(PID)])).toBeUndefined();
    expect(verdictOn([fork, read(CHILD, { reachedBy: ['hard_link', 'chroot'] })])).toBeUndefined();
  });

  it('is not, without an event or by an event of a stranger', () => {
    expect(verdictOn([])).toBe('no event');
    expect(verdictOn([read(STRANGER)])).toBe('no security_file_open about it');
  });

  it('is not, when only a descendant was seen of what the program itself did', () => {
    const complaint = 'no security_file_open about it';
    expect(verdictOn([fork, read(CHILD)], { byItself: true })).toBe(complaint);
  });

  it('is not, by an event about another credential', () => {
    const other = read(PID, { path: '/etc/kubernetes/pki/b/ca.key' });
    expect(verdictOn([other])).toBe('no security_file_open about it');
    expect(verdictOn([other], { credential: /\/b\/ca\.key$/ })).toBeUndefined();
  });

  it('is not, when the verdict is no alert', () => {
    expect(verdictOn([read(PID, { content: 'public-certificate' })])).toBe(
      'the verdict is public-certificate',
    );
  });

  it('is not, when fewer events came than there have to be', () => {
    expect(verdictOn([read(PID)], { count: 2 })).toBe('1 events of 2');
  });

  it('is not, when the evasion has no name or a wrong one', () => {
    expect(verdictOn([read(PID, { reachedBy: [] })])).toBe(
      'evasion hard_link or renamed is not named (none is)',
    );
    expect(verdictOn([read(PID, { reachedBy: ['renamed', 'symlink'] })])).toBe(
      'evasion symlink is named and is none',
    );
  });
});

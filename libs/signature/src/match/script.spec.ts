import type { Executable } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { pathTest } from './glob.js';
import { isRunning } from './script.js';

const SCRIPT = '/opt/site/backup.sh';
const test = pathTest([SCRIPT]);
const bash: Executable = { path: '/usr/bin/bash', device: 1, inode: 2, mode: 0o755, owner_uid: 0 };

describe('isRunning', () => {
  it.each<[string[], boolean]>([
    [['bash', SCRIPT], true],
    [['bash', SCRIPT, '--all'], true],
    [['bash', '-eu', SCRIPT], true],
    [['bash', '-x', '-e', SCRIPT], true],
    [['bash'], false],
    [['bash', '/opt/site/other.sh'], false],
    [['bash', '-c', SCRIPT], false],
    [['bash', '-c', 'cat key', SCRIPT], false],
    [['bash', '--rcfile', SCRIPT, '-c', 'cat key'], false],
    [['bash', '--init-file', SCRIPT], false],
    [['bash', '-s', SCRIPT], false],
    [['bash', '-o', SCRIPT], false],
    [['bash', 'backup.sh'], false],
    [[SCRIPT], false],
  ])('%j: %s', (argv, expected) => {
    expect(isRunning({ argv, exe: bash }, test)).toBe(expected);
  });

  it('takes the word of interpreters alone', () => {
    const argv = ['bash', SCRIPT];
    expect(isRunning({ argv, exe: { ...bash, path: '/usr/bin/sleep' } }, test)).toBe(false);
    expect(isRunning({ argv, exe: { ...bash, path: '/usr/bin/python3.12' } }, test)).toBe(true);
  });

  it.each<[string, Partial<Executable>]>([
    ['of the container', { on_node: false }],
    ['in memory', { memfd: true }],
    ["another user's", { owner_uid: 1000 }],
    ['writable by everyone', { mode: 0o777 }],
  ])('does not know of an interpreter %s', (_what, facts) => {
    expect(isRunning({ argv: ['bash', SCRIPT], exe: { ...bash, ...facts } }, test)).toBe(undefined);
  });

  it('does not know without arguments or executable', () => {
    expect(isRunning({ exe: bash }, test)).toBe(undefined);
    expect(isRunning({ argv: ['bash', SCRIPT] }, test)).toBe(undefined);
  });
});

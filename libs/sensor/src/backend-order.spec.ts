import { describe, expect, it } from 'vitest';
import { backendOrder, isPreemptedWith } from './backend-order.js';

describe('backendOrder', () => {
  it.each(['5.10.0-46-cloud-amd64', '6.12.118+deb13-cloud-amd64', '6.18.44', 'unknown'])(
    'begins with the cheapest on %s',
    (release) => {
      expect(backendOrder(release)).toEqual(['fentry', 'kprobe', 'syscall']);
    },
  );

  it.each(['7.0.0-rc1', '7.2.13+deb14-cloud-amd64', '10.1.0'])(
    'begins on %s with what is run with preemption off',
    (release) => {
      expect(backendOrder(release)).toEqual(['kprobe', 'fentry', 'syscall']);
    },
  );
});

describe('isPreemptedWith', () => {
  it.each([
    ['fentry', '6.18.44', false],
    ['syscall', '6.18.44', false],
    ['fentry', '7.0.0', true],
    ['syscall', '7.0.0', true],
    ['kprobe', '7.0.0', false],
  ] as const)('says of %s on %s: %s', (backend, release, expected) => {
    expect(isPreemptedWith(backend, release)).toBe(expected);
  });
});

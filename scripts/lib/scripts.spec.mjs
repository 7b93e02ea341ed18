import { describe, expect, it } from 'vitest';
import { judgeInclude } from './c-rules.mjs';
import { isInstalled } from './node-modules.mjs';
import { obstacles } from './rights.mjs';
import { settle } from './run-stage.mjs';
import { installAdvice, missingPackages } from './system-packages.mjs';
import { duration } from './terminal.mjs';

describe('whether node_modules is what the lock file asks for', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'libs/a': { version: '1.0.0' },
      'node_modules/x': { version: '1.0.0' },
      'node_modules/mac-only': { version: '1.0.0', optional: true },
    },
  };
  it('accepts a missing optional package and ignores workspaces', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/x': { version: '1.0.0' } } })).toBe(true);
  });
  it('refuses another version and a missing package', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/x': { version: '1.0.1' } } })).toBe(false);
    expect(isInstalled(lock, { packages: {} })).toBe(false);
  });
});

describe('what keeps the sensor from starting', () => {
  const here = {
    platform: 'linux',
    kernel: '6.1.0-56',
    status: 'CapEff:\t000001ffffffffff\n',
    hasBtf: true,
  };
  it('is nothing for root, and for CAP_BPF with CAP_PERFMON', () => {
    expect(obstacles(here)).toEqual([]);
    expect(obstacles({ ...here, status: 'CapEff:\t000000c000000000\n' })).toEqual([]);
  });
  it('names each missing capability, BTF and an old kernel', () => {
    const all = obstacles({
      ...here,
      kernel: '5.9.1',
      status: 'CapEff:\t0000008000000000\n',
      hasBtf: false,
    });
    expect(all).toHaveLength(3);
    expect(all.join('\n')).toMatch(/5\.9\.1[^]*btf[^]*or CAP_PERFMON,/);
  });
  it('says so where there is no Linux', () => {
    expect(obstacles({ ...here, platform: 'darwin' })).toEqual([expect.stringContaining('darwin')]);
  });
});

describe('system packages', () => {
  it('are asked for by use, and named for three package managers', () => {
    const nothingThere = () => false;
    expect(missingPackages('demo', nothingThere)).toEqual([]);
    expect(missingPackages('test', () => true)).toEqual([]);
    const advice = installAdvice(missingPackages('start', nothingThere));
    expect(advice).toMatch(/apt-get install clang .*libbpf-dev/);
    expect(advice).toMatch(/dnf install clang .*libbpf-devel/);
    expect(advice).toMatch(/pacman -S clang .*libbpf/);
  });
});

describe('what C code may include', () => {
  it.each([
    ['bpf/programs/a.bpf.c', true, '../lib/b.bpf.h'],
    ['bpf/programs/a.bpf.c', false, 'bpf/bpf_helpers.h'],
    ['libs/sensor/src/native/a.cc', true, 'b.h'],
    ['libs/sensor/src/native/a.cc', true, '../../../../bpf/include/event.h'],
    ['libs/sensor/src/native/a.cc', true, 'syscall.skel.h'],
    ['libs/sensor/src/native/a.cc', false, 'napi.h'],
  ])('%s (quoted: %s) %s', (file, quoted, target) => {
    expect(judgeInclude(file, quoted, target)).toBeUndefined();
  });
  it.each([
    ['bpf/programs/a.bpf.c', true, '../../libs/sensor/src/native/b.h'],
    ['bpf/programs/a.bpf.c', false, 'stdio.h'],
    ['libs/sensor/src/native/a.cc', true, '../../../../bpf/lib/maps.bpf.h'],
  ])('not %s (quoted: %s) %s', (file, quoted, target) => {
    expect(judgeInclude(file, quoted, target)).toBeDefined();
  });
});

it('counts a run that fails without a failed test as one failure', () => {
  const none = { passed: 3, failed: 0, skipped: [] };
  expect(settle(1, none).failed).toBe(1);
  expect(settle(0, none).failed).toBe(0);
  expect(settle(1, { ...none, failed: 2 }).failed).toBe(2);
});

it('writes durations as a person reads them', () => {
  expect([400, 83_000, 250_000].map(duration)).toEqual(['0.4 s', '83 s', '4 min 10 s']);
});

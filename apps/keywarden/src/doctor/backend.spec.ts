import type { BackendName, BackendProbe, ProbeReport } from '@keywarden/sensor';
import { describe, expect, it } from 'vitest';
import { backendFinding } from './backend.js';

const USABLE: BackendProbe = { usable: true, code: '', reason: '', detail: '' };
const REFUSED: BackendProbe = {
  usable: false,
  code: 'EPERM',
  reason: 'the kernel refused it',
  detail: 'first line\nlibbpf: prog: failed to attach',
};

function report(kernelRelease: string, ...usable: BackendName[]): ProbeReport {
  const of = (name: BackendName): BackendProbe => (usable.includes(name) ? USABLE : REFUSED);
  const backends = { fentry: of('fentry'), kprobe: of('kprobe'), syscall: of('syscall') };
  return { kernelRelease, btf: true, missingCapabilities: [], backends };
}

describe('backendFinding', () => {
  it('names the backend that is cheapest where no program is preempted', () => {
    const finding = backendFinding(report('6.12.1', 'fentry', 'kprobe', 'syscall'));
    expect(finding).toEqual({
      about: 'backend',
      state: 'ok',
      detail: 'fentry (the best there is)',
    });
  });

  it('names the backend that is run with preemption off where others are preempted', () => {
    const finding = backendFinding(report('7.2.13', 'fentry', 'kprobe', 'syscall'));
    expect(finding).toMatchObject({ state: 'ok', detail: 'kprobe (the best there is)' });
  });

  it('says what a backend that is preempted may not see', () => {
    const finding = backendFinding(report('7.2.13', 'fentry', 'syscall'));
    expect(finding.state).toBe('note');
    expect(finding.detail).toBe(
      'fentry (kprobe is refused: prog: failed to attach (EPERM)); ' +
        'this kernel may preempt it, and does not run it on that CPU meanwhile',
    );
  });

  it('is a problem where no backend can run', () => {
    expect(backendFinding(report('7.2.13'))).toMatchObject({ about: 'backend', state: 'problem' });
  });
});

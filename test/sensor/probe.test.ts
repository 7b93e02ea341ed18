import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSensor, probeBackends, SensorUnavailableError } from '@keywarden/sensor';

const child = fileURLToPath(new URL('lifecycle/child.ts', import.meta.url));

describe('probing the kernel', () => {
  it('says what is usable and why the rest is not', async () => {
    const report = await probeBackends();
    expect(report.btf).toBe(true);
    expect(report.missingCapabilities).toEqual([]);
    expect(report.kernelRelease).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(report.backends.syscall).toMatchObject({ usable: true, code: '', reason: '' });
    const { fentry } = report.backends;
    expect(fentry.usable || (fentry.code !== '' && fentry.reason.includes('fentry.bpf.o'))).toBe(
      true,
    );
  });

  it('names the capabilities that a process without rights lacks', () => {
    const { status, stderr, stdout } = spawnSync(
      'setpriv',
      [
        '--reuid=65534',
        '--clear-groups',
        '--bounding-set=-all',
        '--inh-caps=-all',
        process.execPath,
        child,
        'probe',
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('CAP_PERFMON and CAP_BPF');
  });

  it('rejects with the reasons when the backend that was asked for cannot run', async (context) => {
    const { backends } = await probeBackends();
    context.skip(backends.fentry.usable, 'this kernel lets every backend run');
    await expect(openSensor({ backend: 'fentry', onEvents: () => undefined })).rejects.toThrow(
      SensorUnavailableError,
    );
  });
});

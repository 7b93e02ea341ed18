import { SensorUnavailableError } from '@keywarden/sensor';
import { describe, expect, it } from 'vitest';
import { sensorFailure } from './sensor-failure.js';

const failure = (options: { btf?: boolean; missing?: string[]; code?: string }) => {
  const refused = { usable: false, code: options.code ?? 'EINVAL', reason: 'no', detail: '' };
  return sensorFailure(
    new SensorUnavailableError('no sensor backend can run here', {
      kernelRelease: '5.4.0',
      btf: options.btf ?? true,
      missingCapabilities: options.missing ?? [],
      backends: { fentry: refused, kprobe: refused, syscall: refused },
    }),
  );
};

describe('sensorFailure', () => {
  it('tells rights, BTF and kernel apart', () => {
    expect(failure({ missing: ['CAP_BPF'] })).toMatchObject({
      code: 'KW_SENSOR_PRIVILEGE',
      message: 'this process lacks CAP_BPF',
      where: 'kernel 5.4.0',
    });
    expect(failure({ code: 'EPERM' }).code).toBe('KW_SENSOR_PRIVILEGE');
    expect(failure({ btf: false }).code).toBe('KW_SENSOR_NO_BTF');
    expect(failure({}).code).toBe('KW_SENSOR_UNSUPPORTED');
    expect(sensorFailure(new Error('boom')).code).toBe('KW_SENSOR_LOAD');
  });

  it('always says what to do', () => {
    expect(failure({ missing: ['CAP_BPF'] }).hint).toContain('root');
    expect(failure({ btf: false }).hint).toContain('CONFIG_DEBUG_INFO_BTF');
    expect(failure({}).hint).toContain('doctor');
  });
});

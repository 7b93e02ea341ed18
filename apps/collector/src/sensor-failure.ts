import { KeywardenError } from '@keywarden/contracts';
import { type ProbeReport, SensorUnavailableError } from '@keywarden/sensor';

/** Says in the project's terms why no sensor could be opened: rights, BTF, or the kernel itself. */
export function sensorFailure(thrown: unknown): KeywardenError {
  if (thrown instanceof KeywardenError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof SensorUnavailableError)) {
    return new KeywardenError('KW_SENSOR_LOAD', message, { where: 'sensor', cause: thrown });
  }
  const { probe } = thrown;
  const where = `kernel ${probe.kernelRelease}`;
  if (isPrivilege(probe)) {
    const missing = probe.missingCapabilities;
    const named = missing.length === 0 ? 'the rights that BPF needs' : missing.join(' and ');
    return new KeywardenError('KW_SENSOR_PRIVILEGE', `this process lacks ${named}`, {
      where,
      hint: 'Run as root, or grant CAP_BPF, CAP_PERFMON, CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH.',
      cause: thrown,
    });
  }
  if (!probe.btf) {
    return new KeywardenError('KW_SENSOR_NO_BTF', '/sys/kernel/btf/vmlinux is missing', {
      where,
      hint: 'Run a kernel built with CONFIG_DEBUG_INFO_BTF=y (every current distribution kernel is).',
      cause: thrown,
    });
  }
  return new KeywardenError('KW_SENSOR_UNSUPPORTED', message, {
    where,
    hint: '`keywarden doctor` shows what this kernel allows and why each backend was refused.',
    cause: thrown,
  });
}

function isPrivilege(probe: ProbeReport): boolean {
  const refusals = Object.values(probe.backends);
  return (
    probe.missingCapabilities.length > 0 ||
    refusals.every(({ usable, code }) => !usable && (code === 'EPERM' || code === 'EACCES'))
  );
}

import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';

const CAP_SYS_ADMIN = 21n;
const CAP_PERFMON = 38n;
const CAP_BPF = 39n;

/**
 * What keeps this process from loading the kernel programs, one sentence each; empty when nothing does.
 * `system` is the platform, the kernel's release, /proc/self/status and whether the kernel has BTF.
 */
export function obstacles({ platform, kernel, status, hasBtf }) {
  if (platform !== 'linux') {
    return [`This is ${platform}; the sensor watches a Linux kernel.`];
  }
  const found = [];
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  if (major < 5 || (major === 5 && minor < 10)) {
    found.push(`The kernel is ${kernel}; 5.10 or newer is needed (BPF ring buffer and CO-RE).`);
  }
  if (!hasBtf) {
    found.push(
      '/sys/kernel/btf/vmlinux is missing: the kernel was built without CONFIG_DEBUG_INFO_BTF.',
    );
  }
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const has = (capability) => ((effective >> capability) & 1n) === 1n;
  if (!has(CAP_SYS_ADMIN)) {
    const missing = [
      ...(has(CAP_BPF) ? [] : ['CAP_BPF']),
      ...(has(CAP_PERFMON) ? [] : ['CAP_PERFMON']),
    ];
    if (missing.length > 0) {
      found.push(
        `Loading BPF programs needs root, or ${missing.join(' and ')}, which this user lacks.`,
      );
    }
  }
  return found;
}

/** {@link obstacles} on this machine. */
export function obstaclesHere() {
  return obstacles({
    platform: process.platform,
    kernel: release(),
    status: process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '',
    hasBtf: existsSync('/sys/kernel/btf/vmlinux'),
  });
}

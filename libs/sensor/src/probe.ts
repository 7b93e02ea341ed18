import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { loadAddon, objectFile, type VerifiedProgram } from './addon.js';
import type { BackendName, BackendProbe, ProbeReport } from './types.js';

const BTF = '/sys/kernel/btf/vmlinux';

/** Bits of CapEff (include/uapi/linux/capability.h). CAP_SYS_ADMIN stands in for the two newer ones. */
const CAP_SYS_ADMIN = 21n;
const NEEDED = { CAP_PERFMON: 38n, CAP_BPF: 39n } as const;

function missingCapabilities(): string[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const has = (bit: bigint): boolean => ((effective >> bit) & 1n) === 1n;
  if (has(CAP_SYS_ADMIN)) return [];
  return Object.entries(NEEDED)
    .filter(([, bit]) => !has(bit))
    .map(([name]) => name);
}

function reasonOf(error: unknown): BackendProbe {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
  const message = error instanceof Error ? error.message : String(error);
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
  return { usable: false, code, reason: message, detail };
}

/** Loads and attaches the backend for a moment: what the kernel allows is found out by asking it. */
async function probeBackend(backend: BackendName): Promise<BackendProbe> {
  try {
    const { NativeSensor } = loadAddon();
    const sensor = new NativeSensor(objectFile(backend), 4096 * 16, false);
    await sensor.close();
    return { usable: true, code: '', reason: '', detail: '' };
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Instructions that this kernel's verifier processes for each program of a backend (its log's
 * `processed N insns`). Needs the rights that {@link probeBackends} names; throws where it is refused.
 */
export function verifyPrograms(backend: BackendName): VerifiedProgram[] {
  return loadAddon().verifyObject(objectFile(backend));
}

function refusal(btf: boolean, missing: readonly string[]): BackendProbe | undefined {
  if (missing.length > 0) {
    return {
      usable: false,
      code: 'EPERM',
      reason: `this process lacks ${missing.join(' and ')}; run as root or grant them`,
      detail: '',
    };
  }
  if (!btf) {
    return {
      usable: false,
      code: 'ENOENT',
      reason: `${BTF} is missing: the kernel was built without CONFIG_DEBUG_INFO_BTF`,
      detail: '',
    };
  }
  return undefined;
}

/** What this kernel allows this process, per backend, with the reason for each refusal. */
export async function probeBackends(): Promise<ProbeReport> {
  const btf = existsSync(BTF);
  const missing = missingCapabilities();
  const refused = refusal(btf, missing);
  return {
    kernelRelease: release(),
    btf,
    missingCapabilities: missing,
    backends: {
      fentry: refused ?? (await probeBackend('fentry')),
      kprobe: refused ?? (await probeBackend('kprobe')),
      syscall: refused ?? (await probeBackend('syscall')),
    },
  };
}

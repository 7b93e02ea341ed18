import type { KernelEvent, LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { processId, type Actor } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { commandLine, text, texts } from '../text.js';

type Event = Pick<KernelEvent, 'node' | 'boot_id'>;
type AnyProcess = Pick<ProcessFacts, 'pid' | 'start_time' | 'comm'> &
  Partial<Pick<ProcessFacts, 'exe' | 'argv' | 'cwd' | 'uid'>> &
  Partial<Pick<LineageProcess, 'exited_at'>>;

/** Names an ECS process: `process` and every `process.*` that is a process itself. */
export function ecsNamedProcess(
  event: Event,
  process: { pid: number; start_time: number; comm: string; exe?: string | undefined },
): JsonObject {
  return known({
    entity_id: processId(event, process),
    pid: process.pid,
    name: text(process.comm),
    executable: process.exe === undefined ? undefined : text(process.exe),
  });
}

/** The process that acted, with its parent. */
export function ecsProcess(event: Event, actor: Actor, parent: AnyProcess | undefined): JsonObject {
  return known({
    ...one(event, actor),
    thread: known({
      id: actor.tid,
      capabilities:
        actor.capabilities === undefined
          ? undefined
          : { effective: capabilityNames(actor.capabilities) },
    }),
    parent: parent === undefined ? undefined : one(event, parent),
  });
}

function one(event: Event, process: AnyProcess): JsonObject {
  const { argv, cwd, uid, exe, exited_at: end } = process;
  return known({
    ...ecsNamedProcess(event, { ...process, exe: exe?.path }),
    args: argv === undefined ? undefined : texts(argv),
    args_count: argv?.length,
    command_line: argv === undefined ? undefined : commandLine(argv),
    working_directory: cwd === undefined ? undefined : text(cwd),
    user: uid === undefined ? undefined : { id: String(uid) },
    end: end === undefined ? undefined : text(end),
  });
}

/** Capability names in the order of their numbers (`include/uapi/linux/capability.h`). */
const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
];

/** `CAP_…` for each bit of an effective set in hexadecimal; bits without a name are left out. */
export function capabilityNames(set: string): string[] {
  const bits = BigInt(`0x${set}`);
  return CAPABILITIES.flatMap((name, bit) => ((bits >> BigInt(bit)) & 1n ? [`CAP_${name}`] : []));
}

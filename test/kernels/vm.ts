import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { removeTempDir, tempDir } from '../support/temp.ts';
import { CpioWriter } from './cpio.ts';
import { addGuestFiles, type GuestFile } from './guest-files.ts';
import { type Kernel } from './kernel.ts';

export type { GuestFile } from './guest-files.ts';

export interface VmOptions {
  readonly kernel: Kernel;
  /** Besides busybox (all its applets) and node (Node.js 24) with their libraries, which are always there. */
  readonly files: readonly GuestFile[];
  /** Shell script run as root in the guest; /tmp is a tmpfs, loopback is up, there is no other network. */
  readonly command: string;
  /** Milliseconds until the VM is killed; 300 000 unless told. Emulation is about ten times slower than the host. */
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
}

export interface VmResult {
  /** The command's exit code. */
  readonly code: number;
  /** The command's stdout and stderr, exactly as written, in one. */
  readonly output: string;
  /** The kernel's messages. */
  readonly console: string;
}

/**
 * Boots a kernel in QEMU's software emulation with an initramfs made for this call, runs one command in
 * it and returns what it printed. Software emulation on purpose: it works the same on every host, with
 * or without hardware virtualisation. Without protection keys: V8 writes its code through them, and dies now and
 * then on emulated ones in 5.10. Only counts and order mean anything in it, never time.
 *
 * @throws when the guest panics, hangs or never reaches the end of the command; the message has both outputs.
 */
export async function bootVm(options: VmOptions): Promise<VmResult> {
  const folder = tempDir('vm');
  try {
    const initramfs = join(folder, 'initramfs.cpio');
    await buildInitramfs(initramfs, options);
    const consoleFile = join(folder, 'console.log');
    const outputFile = join(folder, 'output.log');
    const timeoutMs = options.timeoutMs ?? 300_000;
    const failure = await run(
      'qemu-system-x86_64',
      [
        ...['-accel', 'tcg,thread=multi', '-cpu', 'max,pku=off', '-smp', '2'],
        ...['-m', String(options.memoryMb ?? 2048)],
        ...['-display', 'none', '-nodefaults', '-no-user-config', '-no-reboot'],
        ...['-serial', `file:${consoleFile}`, '-serial', `file:${outputFile}`],
        ...['-kernel', options.kernel.image, '-initrd', initramfs, '-append', kernelArguments],
      ],
      { deadlineMs: timeoutMs },
    ).then(
      ({ code, stderr }) =>
        code === 0 ? undefined : `qemu ended with ${String(code)}: ${stderr.join('\n')}`,
      (error: unknown) => `no end within ${String(timeoutMs)} ms: ${String(error)}`,
    );
    const console = await readFile(consoleFile, 'utf8').catch(() => '');
    const output = await readFile(outputFile, 'utf8').catch(() => '');
    const end = /\n@@exit (\d+)@@\n$/.exec(output);
    if (failure !== undefined || end === null) {
      const why = failure ?? 'the guest went down before the command ended';
      throw new Error(
        `VM with kernel ${options.kernel.release}: ${why}\n--- console ---\n${console.slice(-8000)}\n--- output ---\n${output.slice(-8000)}`,
      );
    }
    return { code: Number(end[1]), output: output.slice(0, end.index), console };
  } finally {
    removeTempDir(folder);
  }
}

// panic=-1 with -no-reboot ends QEMU at once on a panic; an oops must fail the test, so it panics too.
const kernelArguments =
  'console=ttyS0 rdinit=/init panic=-1 oops=panic loglevel=5 mitigations=off nowatchdog rcupdate.rcu_cpu_stall_suppress=1';

async function buildInitramfs(path: string, { files, command }: VmOptions): Promise<void> {
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((candidate) => existsSync(candidate));
  if (busybox === undefined) {
    throw new Error('the VM needs busybox: install the package busybox-static');
  }
  const file = await open(path, 'w');
  try {
    const archive = new CpioWriter(file);
    for (const folder of ['dev', 'proc', 'sys', 'tmp', 'usr/bin', 'usr/local/bin']) {
      await archive.directory(folder);
    }
    await addGuestFiles(archive, [
      { from: join(repositoryRoot, 'test/kernels/init.sh'), to: '/init' },
      { from: busybox, to: '/bin/busybox' },
      { from: nodeBinary, to: '/usr/local/bin/node' },
      { content: command, to: '/command.sh' },
      ...files,
    ]);
    await archive.end();
  } finally {
    await file.close();
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GuestFile } from '../kernels/guest-files.ts';
import { guestRoot, workspacePackages } from '../kernels/guest-packages.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { repositoryRoot } from '../support/paths.ts';
import { attackPrograms } from './programs.ts';
import type { TableBackend } from './scenario.ts';

/** What some attacks need and a cloud kernel keeps apart; without one those attacks are skipped. */
const MODULES = ['drivers/block/loop', 'fs/overlayfs/overlay'];
const FOLDERS = ['test/attacks', 'test/collector', 'test/support'];

/** Everything that {@link attackCommand} needs in a guest besides node and busybox. */
export async function attackFiles(kernel: Kernel): Promise<GuestFile[]> {
  return [
    ...(await workspacePackages(['apps/collector', 'libs/signature'])),
    ...FOLDERS.map((folder) => ({
      from: join(repositoryRoot, folder),
      to: join(guestRoot, folder),
    })),
    { from: await attackPrograms(), to: join(guestRoot, 'test/attacks/bin') },
    ...MODULES.flatMap((module) => moduleFile(kernel, module)),
  ];
}

/** Shell that plays the whole table; it ends with the runner's exit code. */
export function attackCommand(backend: TableBackend): string {
  return `for module in /modules/*.ko; do insmod "$module"; done
cd ${guestRoot} && node test/attacks/run.ts --backend ${backend}`;
}

function moduleFile({ modules }: Kernel, name: string): GuestFile[] {
  const path = join(modules, 'kernel', `${name}.ko`);
  const to = `/modules/${name.slice(name.lastIndexOf('/') + 1)}.ko`;
  if (existsSync(path)) return [{ content: readFileSync(path), to }];
  if (!existsSync(`${path}.xz`)) return [];
  return [{ content: execFileSync('xz', ['-dc', `${path}.xz`], { maxBuffer: 1 << 26 }), to }];
}

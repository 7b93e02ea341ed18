import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cache.ts';
import type { FoundTool } from './go-tool.ts';
import { run } from './process.ts';

/** A program of a Debian package, and where it is in there. */
export interface DebianTool {
  readonly path: string;
  /** The package and the libraries of its own. */
  readonly packages: readonly string[];
}

/** The program and the folder of libraries to run it with; or why there is none. */
export type FoundDebianTool = FoundTool & { readonly libraries?: string };

/**
 * The program as it is installed, else out of its packages, which are unpacked in .cache and not
 * installed. Where there is no apt, or it knows no such package, it is missing.
 */
export async function ensureDebianTool({ path, packages }: DebianTool): Promise<FoundDebianTool> {
  if (existsSync(path)) return { path };
  const apt = await run('apt-get', ['--version']).catch(() => undefined);
  const [name = ''] = packages;
  if (apt?.code !== 0) return { missing: `there is no ${path} and no apt-get for ${name}` };
  try {
    const folder = await cachedFolder(`debian-${name}`, async (target) => {
      await succeed('apt-get', ['download', ...packages], target);
      for (const one of packages) {
        await succeed('sh', ['-c', `dpkg -x ${one}_*.deb .`], target);
      }
    });
    return { path: join(folder, path), libraries: join(folder, 'usr/lib/x86_64-linux-gnu') };
  } catch (error) {
    return { missing: `${name} could not be fetched: ${String(error)}` };
  }
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await run(command, args, { cwd, deadlineMs: 120_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.join('\n')}`);
}

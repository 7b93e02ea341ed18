import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './paths.ts';
import { waitFor } from './wait.ts';

/**
 * A folder below the git-ignored .cache that is filled once and then kept. Two test processes may ask
 * at once: one fills a partial folder under a lock file and renames it, the other waits.
 */
export async function cachedFolder(
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const cache = join(repositoryRoot, '.cache');
  const target = join(cache, name);
  if (existsSync(target)) {
    return target;
  }
  await mkdir(cache, { recursive: true });
  const lock = join(cache, `${name}.lock`);
  const { filled } = await waitFor(
    async () => {
      if (existsSync(target)) {
        return { filled: true };
      }
      return (await takeLock(lock)) ? { filled: false } : undefined;
    },
    {
      what: `another process to fill ${target} (lock ${lock})`,
      deadlineMs: 600_000,
      intervalMs: 250,
    },
  );
  if (filled) {
    return target;
  }
  const partial = `${target}.partial`;
  try {
    if (!existsSync(target)) {
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial);
      await fill(partial);
      await rename(partial, target);
    }
  } finally {
    await rm(lock, { force: true });
  }
  return target;
}

/** True when this process now holds the lock. A lock whose process is gone is removed for the next look. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !existsSync(`/proc/${String(owner)}`)) {
      await rm(lock, { force: true });
    }
    return false;
  }
}

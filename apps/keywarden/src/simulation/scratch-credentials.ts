import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A key of no value where a real one would be, and a folder to steal it to. */
export interface ScratchCredentials {
  /** Absolute path of the key. */
  readonly key: string;
  /** A folder on the same file system that is no credential location. */
  readonly workspace: string;
  remove(): Promise<void>;
}

const PKI = '/etc/kubernetes/pki';

/**
 * Makes a fresh private key below `hostRoot`. Only files and folders that were not there before are
 * made, and exactly those are removed.
 *
 * @throws the system's error when the key exists already or the place cannot be written.
 */
export async function makeScratchCredentials(hostRoot: string): Promise<ScratchCredentials> {
  const folder = join(hostRoot, PKI);
  const made = await makeFolders(folder);
  const key = join(folder, `keywarden-simulation-${String(process.pid)}.key`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(key, pem, { flag: 'wx', mode: 0o600 });
  const workspace = await mkdtemp(join(tmpdir(), 'keywarden-simulation-'));
  return {
    key,
    workspace,
    async remove() {
      await rm(key, { force: true });
      await rm(workspace, { recursive: true, force: true });
      for (const path of made) await rmdir(path).catch(() => undefined);
    },
  };
}

/** Makes a folder and its parents; returns the ones that were missing, deepest first. */
async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true });
  const made: string[] = [];
  if (first === undefined) return made;
  for (let path = folder; path.length >= first.length; path = dirname(path)) made.push(path);
  return made;
}

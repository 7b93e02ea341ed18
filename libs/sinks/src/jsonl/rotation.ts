import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RotationConfig } from './config.js';

/** Whether the next `bytes` belong into a new file. An empty file takes anything. */
export async function isDue(
  file: FileHandle,
  bytes: number,
  nowMs: number,
  rules: RotationConfig,
): Promise<boolean> {
  const stats = await file.stat();
  if (!stats.isFile() || stats.size === 0) return false;
  const { max_bytes = Infinity, max_age_ms = Infinity } = rules;
  return stats.size + bytes > max_bytes || nowMs - stats.birthtimeMs >= max_age_ms;
}

/** Moves the file aside as `<path>.<time>`, which sorts by time; nothing is overwritten. */
export async function moveAside(path: string, nowMs: number): Promise<void> {
  for (let at = nowMs; ; at += 1) {
    const target = `${path}.${new Date(at).toISOString().replace(/[-:.]/g, '')}`;
    if ((await isThere(target)) || (await isThere(`${target}.gz`))) continue;
    await rename(path, target);
    return;
  }
}

/**
 * Compresses what was moved aside and deletes all but the newest `keep`. What an earlier run left
 * undone is done too.
 */
export async function tidy(path: string, { keep, gzip }: RotationConfig): Promise<void> {
  const folder = dirname(path);
  const isOld = new RegExp(`^${escaped(basename(path))}\\.\\d{8}T\\d{9}Z(\\.gz)?$`);
  const old = (await readdir(folder)).filter((name) => isOld.test(name)).sort();
  const kept = old.slice(-keep);
  for (const name of old.slice(0, -keep)) await rm(join(folder, name), { force: true });
  if (!gzip) return;
  for (const name of kept.filter((each) => !each.endsWith('.gz'))) {
    await compress(join(folder, name));
  }
}

/** Makes the names in a file's folder durable: a new file is lost with its folder's entry. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The whole compressed file is on the disk before the original goes. */
async function compress(path: string): Promise<void> {
  const partial = `${path}.gz.partial`;
  const target = createWriteStream(partial, { mode: 0o640, flush: true });
  await pipeline(createReadStream(path), createGzip(), target);
  await rename(partial, `${path}.gz`);
  await syncFolder(path);
  await rm(path);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScratchHost } from '../e2e/scratch-host.ts';

/** Makes `count` key files; the same one stolen again would only be counted, and no alert come out. */
export function makeKeys(host: ScratchHost, label: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const file = host.path(`/etc/kubernetes/pki/${label}-${String(index)}.key`);
    writeFileSync(file, 'a key\n');
    return file;
  });
}

/** Opens and reads each file once, evenly, `perSecond` of them a second. */
export async function readAtRate(files: readonly string[], perSecond: number): Promise<void> {
  const byte = Buffer.alloc(1);
  const startedAt = performance.now();
  for (const [done, file] of files.entries()) {
    const early = startedAt + (done * 1000) / perSecond - performance.now();
    if (early > 0) await delay(early);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, byte);
    closeSync(descriptor);
  }
}

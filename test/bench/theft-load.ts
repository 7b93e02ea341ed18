import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Opens and reads a file `perSecond` times a second, evenly, until `count` opens are done. */
export async function readAtRate(file: string, perSecond: number, count: number): Promise<void> {
  const byte = Buffer.alloc(1);
  const startedAt = performance.now();
  for (let done = 0; done < count; done += 1) {
    const early = startedAt + (done * 1000) / perSecond - performance.now();
    if (early > 0) await delay(early);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, byte);
    closeSync(descriptor);
  }
}

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../scenario.ts';

const DISK_BYTES = 1 << 20;
const STAMP = '..2026_01_02_15_04_05.1234567890';

export function volumeOf(at: Place): string {
  return join(at.volumes, 'kubernetes.io~projected/kube-api-access');
}

/** A projected volume as the kubelet's atomic writer lays it out. */
export function layOutVolume(at: Place): void {
  const volume = volumeOf(at);
  mkdirSync(join(volume, STAMP), { recursive: true });
  writeFileSync(join(volume, STAMP, 'token'), 'not a token\n', { mode: 0o600 });
  symlinkSync(STAMP, join(volume, '..data'));
  symlinkSync('..data/token', join(volume, 'token'));
}

/** The same on a tmpfs of its own, as on a real node. */
export function mountVolume(at: Place): void {
  mkdirSync(volumeOf(at), { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', volumeOf(at)]);
  layOutVolume(at);
}

/** It may be gone already: some attacks begin with that. */
export function unmountVolume(at: Place): void {
  spawnSync('umount', [volumeOf(at)]);
}

/** A disk of its own with a key on it, mounted beside the others; a mere folder where none can be made. */
export function mountDisk(at: Place): void {
  const image = join(at.tmp, 'disk.img');
  mkdirSync(diskOf(at));
  writeFileSync(image, '');
  truncateSync(image, DISK_BYTES);
  const options = { stdio: 'ignore' } as const;
  if (spawnSync('mke2fs', ['-F', image], options).status === 0) {
    spawnSync('mount', ['-o', 'loop', image, diskOf(at)], options);
  }
  writeFileSync(join(diskOf(at), 'ca.key'), 'not a key\n', { mode: 0o600 });
}

export function diskOf(at: Place): string {
  return join(at.pki, 'disk');
}

export function unmountDisk(at: Place): void {
  spawnSync('umount', [diskOf(at)]);
}

import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sensor, SensorEvent, WatchTarget } from '@keywarden/sensor';

/** The runtime directory first: it is a tmpfs, so nothing is written to a disk every minute. */
const DEFAULT_PARENTS = ['/run', tmpdir()];
/** The name by which the file is watched; renames are matched by it where the kernel has only texts. */
const NAME = 'keywarden-canary';

/**
 * A file in a private folder that only exists to be opened and renamed. It is watched once and then
 * left alone, as a credential is: what the kernel was told at the start must still hold.
 */
export class CanaryFile {
  readonly #parents: readonly string[];
  #folder: string | undefined;
  #target: WatchTarget | undefined;
  /** Where the file is now. */
  #path = '';

  /** @param directory Where the folder is made; default: the first of /run and the temporary folder. */
  constructor(
    private readonly sensor: Pick<Sensor, 'watch' | 'unwatch'>,
    directory?: string,
  ) {
    this.#parents = directory === undefined ? DEFAULT_PARENTS : [directory];
  }

  /** Makes the file and has it watched, unless that was done. Throws what the file system says. */
  prepare(): void {
    if (this.#target !== undefined) return;
    this.#folder = makeFolder(this.#parents);
    const path = join(this.#folder, NAME);
    writeFileSync(path, '', { mode: 0o600 });
    const { dev: device, ino: inode } = statSync(path, { bigint: true });
    const target: WatchTarget = { device, inode, kind: 'file', path, canary: true };
    this.sensor.watch([target]);
    this.#target = target;
    this.#path = path;
  }

  /**
   * Renames the file to a name that ends with `nonce` and opens it there. Throws what the file system
   * says; then {@link remove} and {@link prepare} make a new one.
   */
  play(nonce: string): void {
    const home = this.#target?.path ?? '';
    if (!this.#isInPlace()) throw new Error('another file is in its place');
    if (this.#path !== home) renameSync(this.#path, home);
    this.#path = `${home}.${nonce}`;
    renameSync(home, this.#path);
    closeSync(openSync(this.#path, 'r'));
  }

  /**
   * Whether an event is about this file and nothing else. A credential that is exchanged with it, or
   * moved over it, is no canary: whoever does that must not be hidden by it.
   */
  owns(event: SensorEvent): boolean {
    if (event.canary !== true || !('inode' in event)) return false;
    if ('otherInode' in event && event.otherInode !== 0n) return false;
    // A rename that the kernel knows by its text alone has no inode; then it is this process's own.
    return event.inode === 0n || event.inode === this.#target?.inode;
  }

  /**
   * Ends the watch (so the sensor has to be open) and removes file and folder. What somebody else put
   * there stays: it may be a stolen key. Idempotent.
   */
  remove(): void {
    if (this.#isInPlace()) unlinkSync(this.#path);
    if (this.#target !== undefined) this.sensor.unwatch([this.#target]);
    this.#target = undefined;
    if (this.#folder !== undefined && readdirSync(this.#folder).length === 0) {
      rmdirSync(this.#folder);
    }
    this.#folder = undefined;
  }

  #isInPlace(): boolean {
    const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return stats !== undefined && stats.ino === this.#target?.inode;
  }
}

function makeFolder(parents: readonly string[]): string {
  const refusals: unknown[] = [];
  for (const parent of parents) {
    try {
      return mkdtempSync(join(parent, 'keywarden-canary-'));
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals.at(-1);
}

import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import { lineOf } from '../stream/document.js';
import type { JsonlConfig } from './config.js';
import { repairLastLine } from './repair.js';
import { isDue, moveAside, syncFolder, tidy } from './rotation.js';

// Read access is for the repair of the last line.
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY;

/**
 * Appends alerts to a file, one batch at a time. When the file has been renamed or removed (log
 * rotation), the next alert goes to a new one of the configured name.
 */
export class JsonlSink implements Sink {
  readonly type = 'jsonl';
  readonly name: string;
  readonly maxBatch = 500;
  readonly keepsOrder = true;
  readonly lingerMs = 0;
  readonly #config: JsonlConfig;
  readonly #now: () => Date;
  #file: FileHandle | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #tidied: Promise<void> = Promise.resolve();

  constructor(config: JsonlConfig, now: () => Date) {
    this.name = config.name;
    this.#config = config;
    this.#now = now;
  }

  async deliver(notifications: Notifications): Promise<readonly DeliveryResult[]> {
    const { format } = this.#config;
    const lines = notifications.map((each) => `${lineOf(format, each)}\n`).join('');
    const result = this.#last.then(() => this.#append(lines));
    this.#last = result;
    return sameForAll(notifications, await result);
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#drop();
    await this.#tidied;
  }

  async #append(lines: string): Promise<DeliveryResult> {
    try {
      const file = await this.#current(Buffer.byteLength(lines));
      await file.appendFile(lines);
      if (this.#syncs) await file.datasync();
      return { outcome: 'delivered' };
    } catch (error) {
      // Part of a line may have been written: opening again repairs that.
      await this.#drop();
      const why = error instanceof Error ? error.message : String(error);
      return { outcome: 'retry', reason: `cannot append to ${this.#config.path}: ${why}` };
    }
  }

  get #syncs(): boolean {
    return this.#config.fsync === 'always';
  }

  async #current(bytes: number): Promise<FileHandle> {
    const { path, rotate } = this.#config;
    const file = await this.#opened();
    const nowMs = this.#now().getTime();
    if (rotate === undefined || !(await isDue(file, bytes, nowMs, rotate))) return file;
    await this.#drop();
    await moveAside(path, nowMs);
    // Not waited for: a large file takes seconds. What fails here is done at the next rotation.
    this.#tidied = this.#tidied.then(() => tidy(path, rotate)).catch(() => undefined);
    return this.#opened();
  }

  async #opened(): Promise<FileHandle> {
    const { path, format } = this.#config;
    if (this.#file !== undefined && (await isStillAt(this.#file, path))) return this.#file;
    await this.#drop();
    const file = await open(path, FLAGS, 0o640);
    try {
      if ((await file.stat()).isFile()) {
        await repairLastLine(file, format !== 'cef');
        if (this.#syncs) await syncFolder(path);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#file = file;
    return file;
  }

  async #drop(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }
}

async function isStillAt(file: FileHandle, path: string): Promise<boolean> {
  const [ours, there] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return there?.ino === ours.ino && there.dev === ours.dev;
}

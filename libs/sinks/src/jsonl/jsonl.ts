import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import type { JsonlConfig } from './config.js';
import { repairLastLine } from './repair.js';

// Read access is for the repair of the last line.
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY;

/**
 * Appends alerts to a file, one at a time. When the file has been renamed or removed (log rotation),
 * the next alert goes to a new one of the configured name.
 */
export class JsonlSink implements Sink {
  readonly type = 'jsonl';
  readonly name: string;
  readonly maxBatch = 500;
  readonly lingerMs = 0;
  readonly #path: string;
  readonly #syncs: boolean;
  #file: FileHandle | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(config: JsonlConfig) {
    this.name = config.name;
    this.#path = config.path;
    this.#syncs = config.fsync === 'always';
  }

  async deliver(notifications: Notifications): Promise<readonly DeliveryResult[]> {
    const lines = notifications.map(({ alerts }) => `${JSON.stringify(alerts[0])}\n`).join('');
    const result = this.#last.then(() => this.#append(lines));
    this.#last = result;
    return sameForAll(notifications, await result);
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#drop();
  }

  async #append(lines: string): Promise<DeliveryResult> {
    try {
      const file = await this.#current();
      await file.appendFile(lines);
      if (this.#syncs) await file.datasync();
      return { outcome: 'delivered' };
    } catch (error) {
      // Part of the line may have been written: opening again repairs that.
      await this.#drop();
      const why = error instanceof Error ? error.message : String(error);
      return { outcome: 'retry', reason: `cannot append to ${this.#path}: ${why}` };
    }
  }

  async #current(): Promise<FileHandle> {
    if (this.#file !== undefined && (await isStillAt(this.#file, this.#path))) return this.#file;
    await this.#drop();
    const file = await open(this.#path, FLAGS, 0o640);
    try {
      if ((await file.stat()).isFile()) await repairLastLine(file);
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

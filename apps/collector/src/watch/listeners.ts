import { type FSWatcher, watch } from 'node:fs';
import type { Listening, ListenTo } from './scan.js';

/**
 * inotify on a set of directories (fs.watch), one shared callback. It only says "look again": what
 * changed is found by the next scan, so lost or merged notifications cost time, never correctness.
 */
export class DirectoryListeners {
  readonly #watchers = new Map<string, { watcher: FSWatcher; wanted: ListenTo }>();

  constructor(
    private readonly onChange: () => void,
    private readonly onRefused: (path: string, error: unknown) => void,
    private readonly limit: number,
  ) {}

  /**
   * Listens to exactly these directories, as far as the limit and the system allow. A listener holds
   * an inode: a directory that was replaced needs a new one.
   */
  set(directories: Listening): void {
    for (const [path, held] of this.#watchers) {
      const wanted = directories.get(path);
      if (wanted?.identity === held.wanted.identity) {
        held.wanted = wanted;
        continue;
      }
      held.watcher.close();
      this.#watchers.delete(path);
    }
    for (const [path, wanted] of directories) {
      if (!this.#watchers.has(path) && this.#watchers.size < this.limit) this.#add(path, wanted);
    }
  }

  close(): void {
    this.set(new Map());
  }

  #add(path: string, wanted: ListenTo): void {
    try {
      const watcher = watch(path, { persistent: false }, (_, name) => {
        const names = this.#watchers.get(path)?.wanted.names;
        const isOfInterest =
          name === null ||
          names === undefined ||
          [...names.values()].some((isMeant) => isMeant(name));
        if (isOfInterest) this.onChange();
      });
      watcher.on('error', () => {
        watcher.close();
        if (this.#watchers.get(path)?.watcher === watcher) this.#watchers.delete(path);
        this.onChange();
      });
      this.#watchers.set(path, { watcher, wanted });
    } catch (error) {
      this.onRefused(path, error);
    }
  }
}

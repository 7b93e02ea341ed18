import { readFileSync, statSync } from 'node:fs';
import { resolveNodePath, toHost } from '../watch/host-root.js';

/** A passwd file with every user of a large directory in it has some ten thousand lines. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Names of the users of the node from its /etc/passwd, read again when that changes. Users of a
 * directory service have none here: asking it would make an event wait for the network.
 */
export class LoginUsers {
  #names: ReadonlyMap<number, string> = new Map();
  #version = '';

  constructor(private readonly hostRoot: string) {}

  nameOf(uid: number): string | undefined {
    this.#follow();
    return this.#names.get(uid);
  }

  #follow(): void {
    try {
      const path = resolveNodePath(this.hostRoot, '/etc/passwd');
      const file = path === undefined ? undefined : toHost(this.hostRoot, path);
      const stats = file === undefined ? undefined : statSync(file, { bigint: true });
      if (file === undefined || stats?.isFile() !== true || stats.size > MAX_BYTES) {
        this.#names = new Map();
        this.#version = '';
        return;
      }
      const version = `${String(stats.ino)}:${String(stats.mtimeNs)}:${String(stats.size)}`;
      if (version === this.#version) return;
      this.#names = parsePasswd(readFileSync(file, 'latin1'));
      this.#version = version;
    } catch {
      this.#version = '';
    }
  }
}

/** User id → name; of several names of one id the first, as getpwuid(3) gives it. */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, name, uid] = /^([a-zA-Z0-9_][^:]{0,255}):[^:]*:(\d{1,10}):/.exec(line) ?? [];
    if (name === undefined || names.has(Number(uid))) continue;
    names.set(Number(uid), name);
  }
  return names;
}

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp.ts';

/** Debian keeps bpftool in sbin, which not every PATH has. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };

interface Entry {
  readonly key: string[];
  readonly value: string[];
}

/** A map of the sensor in this process, reached as another program on the host would: by its id. */
export class Blindfold {
  readonly #id: number;
  readonly #entries: readonly Entry[];

  /** @param name Of the map in the kernel programs. */
  constructor(name: string) {
    // What probing the backends has loaded may still be there; the sensor was opened after it.
    const found = mapIds().filter((id) => (map('show', id) as { name: string }).name === name);
    this.#id = Math.max(...found);
    this.#entries = map('dump', this.#id) as Entry[];
  }

  /** Takes every entry out of a hash map. */
  empty(): void {
    for (const { key } of this.#entries) map('delete', this.#id, ['key', ...key]);
  }

  /** Overwrites every entry with zeros. */
  zero(): void {
    for (const { key, value } of this.#entries) {
      this.#put({ key, value: value.map(() => '0x00') });
    }
  }

  /** As it was. */
  restore(): void {
    for (const entry of this.#entries) this.#put(entry);
  }

  /** By a shell, because the filter has more bytes than a command of Node's may have arguments. */
  #put({ key, value }: Entry): void {
    const file = join(tempDir('blindfold'), 'value');
    writeFileSync(file, hex(value));
    const update = `exec bpftool map update id ${String(this.#id)} key hex ${hex(key)} value hex $(cat '${file}')`;
    execFileSync('/bin/sh', ['-c', update], { env: ENVIRONMENT });
  }
}

function hex(bytes: readonly string[]): string {
  return bytes.map((byte) => byte.replace('0x', '')).join(' ');
}

function mapIds(): number[] {
  const ids = readdirSync('/proc/self/fdinfo').flatMap((fd) => {
    try {
      const found = /^map_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'));
      return found === null ? [] : [Number(found[1])];
    } catch {
      return [];
    }
  });
  return [...new Set(ids)];
}

function map(command: string, id: number, more: readonly string[] = []): unknown {
  const text = execFileSync('bpftool', ['--json', 'map', command, 'id', String(id)].concat(more), {
    encoding: 'utf8',
    env: ENVIRONMENT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return text === '' ? undefined : JSON.parse(text);
}

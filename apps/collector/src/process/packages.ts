import { lstat, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveNodePath, toHost } from '../watch/host-root.js';

const DPKG_STATUS = '/var/lib/dpkg/status';
const DPKG_LISTS = '/var/lib/dpkg/info';
const APK_DATABASE = '/lib/apk/db/installed';
/** Files that are remembered: a desktop has some 10 thousand, at about 100 bytes each. */
const MAX_FILES = 200_000;
const MAX_DATABASE_BYTES = 64 * 1024 * 1024;
/** Where programs are. */
const PROGRAM = /^\/(?:usr\/(?:local\/)?)?s?bin\/|\/libexec\/|^\/opt\/|^\/usr\/lib\//;
/** What lies beside them and is never the executable of a process. */
const NO_PROGRAM =
  /(?:\.so(?:\.[\d.]+)?|\.(?:a|c|cc|conf|css|gz|h|hpp|html|js|json|ko|ko\.xz|map|md|mjs|o|pl|pm|png|py|pyc|svg|ts|txt|xml|zst))$/;
/** Directories that are links below /usr where they are merged. */
const MERGED = ['/bin', '/sbin', '/lib'] as const;

export interface PackagesOptions {
  readonly hostRoot: string;
  /** The database could not be read. */
  readonly onError: (error: unknown) => void;
}

/**
 * Which package of the node an executable belongs to, by the lists of dpkg or apk below the host root;
 * rpm's database is not read. It says who should own a path, not whether the file is still what
 * was installed. Nothing waits for it: until a list is read, and on a node without one, nothing is known.
 */
export class Packages {
  #owners: ReadonlyMap<string, string> = new Map();
  #merged: readonly string[] = [];
  #version = '';
  #reading: Promise<void> | undefined;

  constructor(private readonly options: PackagesOptions) {}

  get size(): number {
    return this.#owners.size;
  }

  /** @param path of an executable as the node itself sees it. */
  ownerOf(path: string): string | undefined {
    return this.#owners.get(this.#canonical(path));
  }

  /** Reads the database again if it has changed since the last time. Never rejects. */
  refresh(): Promise<void> {
    this.#reading ??= this.#refresh()
      .catch((error: unknown) => {
        this.options.onError(error);
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #refresh(): Promise<void> {
    const version = `${await this.#versionOf(DPKG_STATUS)} ${await this.#versionOf(APK_DATABASE)}`;
    if (version === this.#version) return;
    this.#version = version;
    this.#merged = await this.#mergedDirectories();
    const owners = new Map<string, string>();
    await this.#readDpkg(owners);
    await this.#readApk(owners);
    this.#owners = owners;
  }

  async #readDpkg(owners: Map<string, string>): Promise<void> {
    const folder = this.#place(DPKG_LISTS);
    const names = folder === undefined ? [] : await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.list')).sort()) {
      const owner = name.slice(0, -'.list'.length).replace(/:[^:]*$/, '');
      for (const path of (await this.#text(join(DPKG_LISTS, name))).split('\n')) {
        this.#add(owners, path, owner);
      }
    }
  }

  /** Records of lines `P:` package, `F:` folder, `R:` file in it (apk-installed(5)). */
  async #readApk(owners: Map<string, string>): Promise<void> {
    let [owner, folder] = ['', ''];
    for (const line of (await this.#text(APK_DATABASE)).split('\n')) {
      const value = line.slice(2);
      if (line.startsWith('P:')) owner = value;
      else if (line.startsWith('F:')) folder = value;
      else if (line.startsWith('R:')) this.#add(owners, `/${folder}/${value}`, owner);
    }
  }

  #add(owners: Map<string, string>, path: string, owner: string): void {
    if (owners.size >= MAX_FILES || owner === '') return;
    if (PROGRAM.test(path) && !NO_PROGRAM.test(path)) owners.set(this.#canonical(path), owner);
  }

  #canonical(path: string): string {
    return this.#merged.some((folder) => path.startsWith(`${folder}/`)) ? `/usr${path}` : path;
  }

  async #mergedDirectories(): Promise<string[]> {
    const isLink = await Promise.all(
      MERGED.map((folder) =>
        lstat(toHost(this.options.hostRoot, folder)).then(
          (stats) => stats.isSymbolicLink(),
          () => false,
        ),
      ),
    );
    return MERGED.filter((_, index) => isLink[index]);
  }

  /** A link in the node's file system must not lead out of it. */
  #place(nodePath: string): string | undefined {
    const resolved = resolveNodePath(this.options.hostRoot, nodePath);
    return resolved === undefined ? undefined : toHost(this.options.hostRoot, resolved);
  }

  async #text(nodePath: string): Promise<string> {
    const place = this.#place(nodePath);
    if (place === undefined) return '';
    const file = await open(place);
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > MAX_DATABASE_BYTES) return '';
      return await readFile(file, 'utf8');
    } finally {
      await file.close();
    }
  }

  async #versionOf(nodePath: string): Promise<string> {
    const place = this.#place(nodePath);
    if (place === undefined) return '';
    const { ino, mtimeNs } = await stat(place, { bigint: true });
    return `${String(ino)}:${String(mtimeNs)}`;
  }
}

import { type FileHandle } from 'node:fs/promises';

const FILE = 0o100000;
const DIRECTORY = 0o040000;
const SYMLINK = 0o120000;

/**
 * Writes a cpio archive in the "newc" format, the one a kernel unpacks as initramfs
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Everything belongs to root.
 */
export class CpioWriter {
  readonly #file: FileHandle;
  readonly #written = new Set<string>();
  #inode = 1;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Adds a folder and the folders above it; adding one twice is harmless. */
  async directory(path: string): Promise<void> {
    const parts = path.split('/').filter((part) => part !== '');
    for (let length = 1; length <= parts.length; length += 1) {
      const folder = parts.slice(0, length).join('/');
      if (!this.#written.has(folder)) {
        await this.#entry(folder, DIRECTORY | 0o755, Buffer.alloc(0));
      }
    }
  }

  /** Adds a file; `mode` is its permission bits. The first of two with the same path stays. */
  async file(path: string, content: Uint8Array, mode: number): Promise<void> {
    await this.#leaf(path, FILE | (mode & 0o7777), content);
  }

  async symlink(path: string, target: string): Promise<void> {
    await this.#leaf(path, SYMLINK | 0o777, Buffer.from(target));
  }

  /** Adds the trailer; the caller closes the file. */
  async end(): Promise<void> {
    await this.#entry('TRAILER!!!', 0, Buffer.alloc(0));
  }

  async #leaf(path: string, mode: number, content: Uint8Array): Promise<void> {
    const name = path.replace(/^\/+/, '');
    if (this.#written.has(name)) {
      return;
    }
    await this.directory(name.split('/').slice(0, -1).join('/'));
    await this.#entry(name, mode, content);
  }

  async #entry(name: string, mode: number, content: Uint8Array): Promise<void> {
    this.#written.add(name);
    const nameBytes = Buffer.from(`${name}\0`);
    const numbers = [
      this.#inode++,
      mode,
      0,
      0,
      1,
      0,
      content.length,
      0,
      0,
      0,
      0,
      nameBytes.length,
      0,
    ];
    const header = `070701${numbers.map((n) => n.toString(16).padStart(8, '0')).join('')}`;
    await this.#file.appendFile(
      Buffer.concat([padded(Buffer.concat([Buffer.from(header), nameBytes])), padded(content)]),
    );
  }
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

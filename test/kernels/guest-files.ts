import { readFile, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { run } from '../support/process.ts';
import { type CpioWriter } from './cpio.ts';

/** Something to put into the guest. A `to` is an absolute path there. */
export type GuestFile =
  /** A file or a whole folder of the host; `filter` sees paths relative to the folder. Symlinks stay symlinks. */
  | { readonly from: string; readonly to: string; readonly filter?: (relative: string) => boolean }
  | { readonly content: string | Uint8Array; readonly to: string; readonly mode?: number }
  | { readonly symlink: string; readonly to: string };

/** Adds `files` to the archive, and the shared libraries of every ELF program and addon among them. */
export async function addGuestFiles(
  archive: CpioWriter,
  files: readonly GuestFile[],
): Promise<void> {
  const libraries = new Set<string>();
  for (const file of files) {
    if ('content' in file) {
      await archive.file(file.to, Buffer.from(file.content), file.mode ?? 0o644);
    } else if ('symlink' in file) {
      await archive.symlink(file.to, file.symlink);
    } else {
      await addTree(
        { archive, libraries, filter: file.filter ?? (() => true) },
        resolve(file.from),
        file.to,
        '',
      );
    }
  }
  for (const library of libraries) {
    await archive.file(library, await readFile(library), 0o755);
  }
}

interface Copy {
  readonly archive: CpioWriter;
  readonly libraries: Set<string>;
  readonly filter: (relative: string) => boolean;
}

async function addTree(copy: Copy, from: string, to: string, relative: string): Promise<void> {
  const source = relative === '' ? await realpath(from) : join(from, relative);
  const target = join(to, relative);
  if (!(await stat(source)).isDirectory()) {
    const content = await readFile(source);
    if (isElf(content)) {
      for (const library of await sharedLibraries(source)) {
        copy.libraries.add(library);
      }
    }
    await copy.archive.file(target, content, (await stat(source)).mode);
    return;
  }
  await copy.archive.directory(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const below = join(relative, entry.name);
    if (!copy.filter(below)) {
      continue;
    }
    if (entry.isSymbolicLink()) {
      await copy.archive.symlink(join(to, below), await readlink(join(from, below)));
    } else {
      await addTree(copy, from, to, below);
    }
  }
}

function isElf(content: Buffer): boolean {
  return content.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'));
}

/** Absolute paths of what the dynamic loader would load; none for a static program. */
async function sharedLibraries(program: string): Promise<string[]> {
  const { code, stdout } = await run('ldd', [program]);
  if (code !== 0) {
    return [];
  }
  return stdout.flatMap((line) => {
    if (line.includes('not found')) {
      throw new Error(
        `${basename(program)} needs a library that this host does not have: ${line.trim()}`,
      );
    }
    return /(?:=> )?(\/\S+) \(0x/.exec(line)?.slice(1, 2) ?? [];
  });
}

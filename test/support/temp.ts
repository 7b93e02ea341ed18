import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directories = new Set<string>();

process.on('exit', () => {
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** A new folder below the system's temporary folder, removed when this process exits. */
export function tempDir(label: string): string {
  const directory = mkdtempSync(join(tmpdir(), `keywarden-${label}-`));
  directories.add(directory);
  return directory;
}

/** Removes a folder made by {@link tempDir} before the process exits. */
export function removeTempDir(directory: string): void {
  directories.delete(directory);
  rmSync(directory, { recursive: true, force: true });
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedFolder } from '../support/cache.ts';
import { repositoryRoot } from '../support/paths.ts';

const SOURCES = join(repositoryRoot, 'test/attacks/programs');
const SHIPPED = join(repositoryRoot, 'test/attacks/bin');
/** Two at a time: what a small machine compiles at once. */
const COMPILERS = 2;

/**
 * The folder of the compiled programs, static so that they run on any kernel. One that is given by
 * KEYWARDEN_ATTACKS_BIN or lies at `test/attacks/bin` is taken as it is (a VM has no compiler).
 *
 * @throws when a source does not compile; the message has the compiler's output.
 */
export async function attackPrograms(): Promise<string> {
  const given = process.env.KEYWARDEN_ATTACKS_BIN;
  if (given !== undefined) return given;
  if (existsSync(SHIPPED)) return SHIPPED;
  const hash = createHash('sha256');
  const files = readdirSync(SOURCES).sort();
  for (const file of files) hash.update(file).update(readFileSync(join(SOURCES, file)));
  const names = files.filter((file) => file.endsWith('.c')).map((file) => file.slice(0, -2));
  return cachedFolder(`attacks-${hash.digest('hex').slice(0, 16)}`, async (folder) => {
    const compile = async (): Promise<void> => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        await compileOne(name, folder);
      }
    };
    await Promise.all(Array.from({ length: COMPILERS }, compile));
  });
}

async function compileOne(name: string, folder: string): Promise<void> {
  await promisify(execFile)('cc', [
    ...['-O1', '-Wall', '-Wextra', '-Wno-unused-result', '-Werror', '-static', '-s', '-pthread'],
    ...['-o', join(folder, name), join(SOURCES, `${name}.c`)],
  ]);
}

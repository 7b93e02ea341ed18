import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from '../support/cache.ts';
import type { FoundTool } from '../support/go-tool.ts';
import { run } from '../support/process.ts';

/**
 * A Go program of this repository, compiled the first time and kept in .cache.
 *
 * @throws when the compiler is there and the build fails; the message has its output.
 */
export async function buildGo(folder: string, name: string): Promise<FoundTool> {
  const found = await run('go', ['env', 'GOVERSION']).catch(() => undefined);
  if (found?.code !== 0) return { missing: 'there is no "go" on PATH' };
  const sources = ['main.go', 'go.mod', 'go.sum'].map((file) => readFileSync(join(folder, file)));
  const key = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const target = await cachedFolder(`${name}-${key}`, async (output) => {
    const { code, stderr } = await run('go', ['build', '-o', join(output, name), '.'], {
      cwd: folder,
      env: { GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
      deadlineMs: 600_000,
    });
    if (code !== 0) throw new Error(`go build ended with ${String(code)}:\n${stderr.join('\n')}`);
  });
  return { path: join(target, name) };
}

import { join } from 'node:path';
import { cachedFolder } from './cache.ts';
import { run } from './process.ts';

/** A program that is published as a Go module. */
export interface GoTool {
  readonly name: string;
  /** Import path of its main package, e.g. `helm.sh/helm/v3/cmd/helm`. */
  readonly source: string;
  readonly version: string;
  /** Oldest Go that its go.mod accepts. */
  readonly neededGo: readonly [major: number, minor: number];
}

/** Either the program's path, or why there is none here: a test then skips and shows the reason. */
export type FoundTool =
  | { readonly path: string; readonly missing?: never }
  | { readonly path?: never; readonly missing: string };

/**
 * The program, compiled the first time and kept in .cache.
 *
 * @throws when the compiler is there and the build fails; the message has its output.
 */
export async function ensureGoTool(tool: GoTool): Promise<FoundTool> {
  const missing = await whyNoGo(tool);
  if (missing !== undefined) {
    return { missing };
  }
  const { name, source, version } = tool;
  const folder = await cachedFolder(`${name}-${version}`, async (target) => {
    const args = ['install', `${source}@${version}`];
    const { code, stderr } = await run('go', args, {
      env: { GOBIN: target, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
      deadlineMs: 900_000,
    });
    if (code !== 0) {
      throw new Error(`go ${args.join(' ')} ended with ${String(code)}:\n${stderr.join('\n')}`);
    }
  });
  // `go install` names a program after the last part of its import path.
  return { path: join(folder, source.slice(source.lastIndexOf('/') + 1)) };
}

async function whyNoGo({ name, neededGo }: GoTool): Promise<string | undefined> {
  const wanted = neededGo.join('.');
  const found = await run('go', ['env', 'GOVERSION']).catch(() => undefined);
  if (found === undefined) {
    return `${name} is compiled with Go ${wanted} or newer, and there is no "go" on PATH`;
  }
  const [major = 0, minor = 0] = (/^go(\d+)\.(\d+)/.exec(found.stdout[0] ?? '') ?? [])
    .slice(1)
    .map(Number);
  const isEnough = major > neededGo[0] || (major === neededGo[0] && minor >= neededGo[1]);
  return isEnough
    ? undefined
    : `${name} needs Go ${wanted} or newer to compile; here is ${found.stdout[0] ?? 'none'}`;
}

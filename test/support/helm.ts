import { join } from 'node:path';
import { cachedFolder } from './cache.ts';
import { run } from './process.ts';

const version = 'v3.22.0';
/** What go.mod of that Helm asks for. */
const neededGo = [1, 26] as const;

/** Either the program's path, or why there is none here: a test then skips and shows the reason. */
export type Helm =
  | { readonly path: string; readonly missing?: never }
  | { readonly path?: never; readonly missing: string };

/**
 * Helm, compiled from its Go module the first time (about two minutes on two cores) and kept in .cache.
 *
 * @throws when the compiler is there and the build fails; the message has its output.
 */
export async function ensureHelm(): Promise<Helm> {
  const missing = await whyNoGo();
  if (missing !== undefined) {
    return { missing };
  }
  const folder = await cachedFolder(`helm-${version}`, async (target) => {
    const args = ['install', `helm.sh/helm/v3/cmd/helm@${version}`];
    const { code, stderr } = await run('go', args, {
      env: { GOBIN: target, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
      deadlineMs: 900_000,
    });
    if (code !== 0) {
      throw new Error(`go ${args.join(' ')} ended with ${String(code)}:\n${stderr.join('\n')}`);
    }
  });
  return { path: join(folder, 'helm') };
}

async function whyNoGo(): Promise<string | undefined> {
  const wanted = neededGo.join('.');
  const found = await run('go', ['env', 'GOVERSION']).catch(() => undefined);
  if (found === undefined) {
    return `Helm is compiled with Go ${wanted} or newer, and there is no "go" on PATH`;
  }
  const [major = 0, minor = 0] = (/^go(\d+)\.(\d+)/.exec(found.stdout[0] ?? '') ?? [])
    .slice(1)
    .map(Number);
  const isEnough = major > neededGo[0] || (major === neededGo[0] && minor >= neededGo[1]);
  return isEnough
    ? undefined
    : `Helm needs Go ${wanted} or newer to compile; here is ${found.stdout[0] ?? 'none'}`;
}

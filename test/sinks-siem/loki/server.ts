import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../../support/cache.ts';
import { freePort } from '../../support/ports.ts';
import { run, start } from '../../support/process.ts';
import { tempDir } from '../../support/temp.ts';
import { waitFor } from '../../support/wait.ts';

const VERSION = 'v3.7.8';
const MODULE = 'github.com/grafana/loki/v3';
const CACHED = `loki-${VERSION}`;

export interface Loki {
  readonly url: string;
  stop(): Promise<unknown>;
}

/**
 * A real Loki on loopback, one process with its data in a temporary folder, which asks for a tenant.
 * Compiling it takes about ten minutes of two cores; the result stays in .cache.
 */
export async function startLoki(): Promise<Loki> {
  const program = join(await cachedFolder(CACHED, build), 'loki');
  const folder = tempDir('loki');
  const port = await freePort();
  const file = join(folder, 'loki.yaml');
  await writeFile(file, configuration(folder, port, await freePort()));
  const child = await start(program, [`-config.file=${file}`], {
    logFile: join(folder, 'loki.log'),
  });
  const url = `http://127.0.0.1:${String(port)}`;
  const isReady = async () => (await fetch(`${url}/ready`)).ok;
  await waitFor(isReady, { what: 'Loki to get ready', deadlineMs: 90_000, intervalMs: 250 });
  return { url, stop: () => child.stop({ signal: 'SIGKILL' }) };
}

/** `go install` does not take a module with replacements; a module that repeats them is built. */
async function build(folder: string): Promise<void> {
  const go = async (...args: string[]) => {
    const env = { GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
    const { code, stdout, stderr } = await run('go', args, {
      cwd: folder,
      env,
      deadlineMs: 1_800_000,
    });
    if (code !== 0) throw new Error(`go ${args.join(' ')}:\n${stderr.join('\n')}`);
    return stdout.join('\n');
  };
  await writeFile(join(folder, 'go.mod'), 'module loki.test\n\ngo 1.26\n');
  const found = JSON.parse(await go('mod', 'download', '-json', `${MODULE}@${VERSION}`)) as {
    GoMod: string;
  };
  const lines = (await readFile(found.GoMod, 'utf8')).split('\n');
  const replaced = lines.filter((line) => line.startsWith('replace ') && !line.includes(' => ./'));
  const push = lines.find((line) => line.includes('/loki/pkg/push v'))?.trim() ?? '';
  await writeFile(
    join(folder, 'go.mod'),
    ['module loki.test', `require ${MODULE} ${VERSION}`, `require ${push}`, ...replaced].join('\n'),
  );
  await writeFile(
    join(folder, 'tools.go'),
    `//go:build tools\n\npackage tools\n\nimport _ "${MODULE}/cmd/loki"\n`,
  );
  await go('build', '-o', join(folder, 'loki'), `${MODULE}/cmd/loki`);
}

function configuration(folder: string, port: number, grpcPort: number): string {
  return `
auth_enabled: true
server:
  http_listen_address: 127.0.0.1
  http_listen_port: ${String(port)}
  grpc_listen_address: 127.0.0.1
  grpc_listen_port: ${String(grpcPort)}
  log_level: warn
common:
  instance_addr: 127.0.0.1
  path_prefix: ${folder}
  replication_factor: 1
  storage:
    filesystem:
      chunks_directory: ${folder}/chunks
      rules_directory: ${folder}/rules
  ring:
    kvstore:
      store: inmemory
ingester:
  lifecycler:
    min_ready_duration: 0s
schema_config:
  configs:
    - from: 2020-10-24
      store: tsdb
      object_store: filesystem
      schema: v13
      index:
        prefix: index_
        period: 24h
limits_config:
  max_line_size: 64KB
analytics:
  reporting_enabled: false
`;
}

import { join } from 'node:path';
import { start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { ALLOWED_EXECUTABLE, type Deployment, type SeenAlert } from './acceptance.ts';
import { CLI, NODE } from './cli.ts';
import { writePolicy } from './policy.ts';
import { makeScratchHost } from './scratch-host.ts';

/** `keywarden run --output json` on a scratch host root. */
export interface AllInOne extends Deployment {
  readonly process: RunningProcess;
  close(): Promise<void>;
}

export interface AllInOneOptions {
  readonly openssl?: string | undefined;
  readonly args?: readonly string[];
}

/** Starts it and returns once it says that it is ready. */
export async function startAllInOne(options: AllInOneOptions = {}): Promise<AllInOne> {
  const folder = tempDir('all-in-one');
  const host = makeScratchHost(join(folder, 'host'), options.openssl);
  host.copyExecutable('/bin/cat', ALLOWED_EXECUTABLE);
  const child = await start(
    NODE,
    [CLI, 'run', '--output', 'json', '--host-root', host.root, ...(options.args ?? [])],
    {
      env: {
        KEYWARDEN_DETECTOR__POLICY_FILE: writePolicy(folder, host),
        KEYWARDEN_LOG__FORMAT: 'json',
      },
    },
  );
  await child.waitForLine(/"msg":"ready"/, 120_000);
  return {
    host,
    process: child,
    realCertificates: options.openssl !== undefined,
    alerts: () => child.stdout.map((line) => JSON.parse(line) as SeenAlert),
    async close() {
      await child.stop();
    },
  };
}

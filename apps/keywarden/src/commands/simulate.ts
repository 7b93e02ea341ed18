import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toKeywardenError } from '@keywarden/contracts';
import { exitCodeFor } from '@keywarden/platform';
import type { Command } from '../cli.js';
import { EXIT_CODES } from '../exit-codes.js';
import { withBackend, withOutput, type BackendOptions, type OutputOptions } from '../options.js';
import { makeScratchCredentials } from '../simulation/scratch-credentials.js';
import { THEFTS, type Theft } from '../simulation/thefts.js';
import { startWatcher, type Watcher } from '../simulation/watcher.js';

interface SimulateOptions extends BackendOptions, OutputOptions {
  'host-root': string | undefined;
}

const READY_MS = 60_000;
const ALERT_MS = 20_000;

/** `keywarden simulate`: harmless thefts of a key that is worth nothing. */
export const simulateCommand: Command<SimulateOptions> = {
  command: 'simulate',
  describe: 'Steal scratch credentials, harmlessly, and see the alerts',
  builder: (parser) =>
    withOutput(withBackend(parser))
      .option('host-root', {
        type: 'string',
        describe: 'Make the scratch key below this root, where another Keywarden watches',
      })
      .example('$0 simulate', 'starts a Keywarden of its own on a temporary folder')
      .example('$0 simulate --host-root /', 'shows that the Keywarden of this host is awake'),
  async run(options) {
    try {
      const root = options['host-root'];
      return root === undefined ? await simulateAlone(options) : await simulateFor(root);
    } catch (thrown) {
      process.stderr.write(`${toKeywardenError(thrown).toText()}\n`);
      return exitCodeFor(thrown);
    }
  },
};

/** Thefts under another instance's eyes; only its operator can say what it showed. */
async function simulateFor(hostRoot: string): Promise<number> {
  const credentials = await makeScratchCredentials(hostRoot);
  try {
    for (const theft of THEFTS) {
      process.stderr.write(`Now: ${theft.story} (${credentials.key})\n`);
      await theft.commit(credentials);
    }
  } finally {
    await credentials.remove();
  }
  process.stderr.write(
    `${String(THEFTS.length)} thefts done, the key is gone again. Look at the alerts.\n`,
  );
  return EXIT_CODES.ok;
}

async function simulateAlone(options: SimulateOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'keywarden-simulate-'));
  const hostRoot = join(folder, 'host');
  const credentials = await makeScratchCredentials(hostRoot);
  let watcher: Watcher | undefined;
  try {
    const { backend, output } = options;
    watcher = await startWatcher({ hostRoot, folder, backend, output, deadlineMs: READY_MS });
    let seen = 0;
    for (const theft of THEFTS) {
      process.stderr.write(`Now: ${theft.story}.\n`);
      await theft.commit(credentials);
      seen += await wasSeen(watcher, theft);
    }
    process.stderr.write(
      `${String(seen)} of ${String(THEFTS.length)} thefts raised their alert.\n`,
    );
    return seen === THEFTS.length ? EXIT_CODES.ok : EXIT_CODES.failure;
  } finally {
    await watcher?.stop();
    await credentials.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function wasSeen(watcher: Watcher, { event, evasion }: Theft): Promise<0 | 1> {
  try {
    await watcher.waitFor(
      (alert) =>
        alert.event.name === event && (evasion === undefined || alert.evasions.includes(evasion)),
      ALERT_MS,
    );
    return 1;
  } catch (thrown) {
    process.stderr.write(`${toKeywardenError(thrown).toText()}\n`);
    return 0;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KeywardenError, parseAlert, type Alert } from '@keywarden/contracts';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const POLL_MS = 50;

/** A `keywarden run` of its own, whose alerts go to this terminal and can be looked at. */
export interface Watcher {
  /** The first alert that matches. @throws when none has come within `deadlineMs`. */
  waitFor(matches: (alert: Alert) => boolean, deadlineMs: number): Promise<Alert>;
  stop(): Promise<void>;
}

export interface WatcherOptions {
  hostRoot: string;
  /** For its configuration and its alert file. */
  folder: string;
  backend: string | undefined;
  output: 'text' | 'json';
  /** ms to become ready. */
  deadlineMs: number;
}

/**
 * Starts it and returns once it watches.
 *
 * @throws KeywardenError `KW_SENSOR_UNSUPPORTED` with its last words when it ends before that.
 */
export async function startWatcher(options: WatcherOptions): Promise<Watcher> {
  const alertFile = join(options.folder, 'alerts.jsonl');
  const configFile = join(options.folder, 'keywarden.yaml');
  const format = options.output === 'json' ? 'json' : 'text';
  const sinks = [
    { type: 'terminal', name: 'terminal', format },
    { type: 'jsonl', name: 'file', path: alertFile },
  ];
  // JSON is YAML.
  await writeFile(configFile, JSON.stringify({ log: { format: 'json' }, notifier: { sinks } }));
  const backend = options.backend === undefined ? [] : ['--backend', options.backend];
  const child = spawn(
    process.execPath,
    [MAIN, 'run', '--config', configFile, '--host-root', options.hostRoot, ...backend],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const words: string[] = [];
  const ready = Promise.withResolvers<true>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    if (line.includes('"msg":"ready"')) ready.resolve(true);
  });
  const tooLate = AbortSignal.timeout(options.deadlineMs);
  tooLate.addEventListener('abort', () => {
    child.kill('SIGTERM');
  });
  const started = await Promise.race([ready.promise, exited.then(() => false as const)]);
  if (!started) {
    throw new KeywardenError('KW_SENSOR_UNSUPPORTED', lastWords(words), {
      hint: 'Run "keywarden doctor" to see what this machine lacks.',
    });
  }
  return {
    waitFor: (matches, deadlineMs) => waitForAlert(alertFile, matches, deadlineMs),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function lastWords(words: readonly string[]): string {
  const messages = words.slice(-3).map((line) => {
    try {
      const { msg } = JSON.parse(line) as { msg?: string };
      return msg ?? line;
    } catch {
      return line;
    }
  });
  return `keywarden run did not start: ${messages.join(' / ')}`;
}

async function waitForAlert(
  file: string,
  matches: (alert: Alert) => boolean,
  deadlineMs: number,
): Promise<Alert> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    // What follows the last line end is still being written.
    const lines = text.split('\n').slice(0, -1);
    const found = lines.map((line) => parseAlert(line)).find(matches);
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw new KeywardenError('KW_INTERNAL', `no alert within ${String(deadlineMs)} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

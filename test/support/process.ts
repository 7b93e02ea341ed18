import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from './wait.ts';

export interface SpawnOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to the child's standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** Both outputs are also appended to this file. */
  readonly logFile?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** Complete lines so far, without line ends; they grow while the child runs. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Set once the child is gone and its outputs are read to the end. */
  readonly exit: Exit | undefined;
  /** Resolves when the child is gone and its outputs are read to the end. */
  readonly exited: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** The first line (stdout or stderr, also one printed earlier) that matches; fails when the child exits without it. */
  waitForLine(pattern: RegExp, deadlineMs?: number): Promise<string>;
  /** Sends `signal` (SIGTERM unless told) and waits; past the deadline it kills with -9 and fails. Harmless when the child is gone. */
  stop(options?: { signal?: NodeJS.Signals; deadlineMs?: number }): Promise<Exit>;
  /** kill -9, then waits until the child is gone. */
  kill9(): Promise<Exit>;
}

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

/**
 * Starts a child process and records its output by lines. Children still alive when this process
 * exits are killed, so a failed test leaves nothing behind.
 */
export async function start(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<RunningProcess> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const log =
    options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
  const outputs = [collect(child.stdout, stdout), collect(child.stderr, stderr)];
  if (log !== undefined) {
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
  }
  // A child that exits without reading its input is not an error of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);

  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      void Promise.all(outputs).then(() => {
        running.delete(child);
        log?.end();
        exit = { code, signal };
        resolve(exit);
      });
    });
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const title = `${command} ${args.join(' ')} (pid ${String(pid)})`;

  return {
    pid,
    stdout,
    stderr,
    exited,
    get exit() {
      return exit;
    },
    signal(signal) {
      child.kill(signal);
    },
    waitForLine: (pattern, deadlineMs = 30_000) =>
      waitForLine({ pattern, deadlineMs, title, lines: [stdout, stderr], exit: () => exit }),
    async stop({ signal = 'SIGTERM', deadlineMs = 20_000 } = {}) {
      child.kill(signal);
      if (!(await endsWithin(exited, deadlineMs))) {
        child.kill('SIGKILL');
        await exited;
        throw new Error(
          `${title} did not end within ${String(deadlineMs)} ms of ${signal}\n${tail(stdout, stderr)}`,
        );
      }
      return exited;
    },
    async kill9() {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

/** Runs a command to its end and returns its exit with all output lines; a non-zero exit is not an error here. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { deadlineMs?: number } = {},
): Promise<Exit & { stdout: readonly string[]; stderr: readonly string[] }> {
  const child = await start(command, args, options);
  const deadlineMs = options.deadlineMs ?? 60_000;
  if (!(await endsWithin(child.exited, deadlineMs))) {
    await child.kill9();
    throw new Error(
      `${command} ${args.join(' ')} ran longer than ${String(deadlineMs)} ms\n${tail(child.stdout, child.stderr)}`,
    );
  }
  return { ...(await child.exited), stdout: child.stdout, stderr: child.stderr };
}

async function endsWithin(exited: Promise<Exit>, deadlineMs: number): Promise<boolean> {
  const cancel = new AbortController();
  const late = delay(deadlineMs, false, { signal: cancel.signal }).catch(() => false);
  const ended = await Promise.race([exited.then(() => true), late]);
  cancel.abort();
  return ended;
}

async function collect(stream: NodeJS.ReadableStream, lines: string[]): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    lines.push(line);
  }
}

interface LineWait {
  readonly pattern: RegExp;
  readonly deadlineMs: number;
  readonly title: string;
  readonly lines: readonly (readonly string[])[];
  readonly exit: () => Exit | undefined;
}

async function waitForLine({ pattern, deadlineMs, title, lines, exit }: LineWait): Promise<string> {
  const [stdout = [], stderr = []] = lines;
  const found = await waitFor(
    () => {
      const gone = exit();
      const line =
        stdout.find((text) => pattern.test(text)) ?? stderr.find((text) => pattern.test(text));
      return line !== undefined ? { line } : gone !== undefined ? { gone } : undefined;
    },
    { what: `a line matching ${String(pattern)} from ${title}`, deadlineMs, intervalMs: 20 },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tail(stdout, stderr)}`, { cause: error });
  });
  if ('gone' in found) {
    const { code, signal } = found.gone;
    throw new Error(
      `${title} ended (code ${String(code)}, signal ${String(signal)}) before a line matched ${String(pattern)}\n${tail(stdout, stderr)}`,
    );
  }
  return found.line;
}

function tail(stdout: readonly string[], stderr: readonly string[]): string {
  return [
    '--- last stdout ---',
    ...stdout.slice(-20),
    '--- last stderr ---',
    ...stderr.slice(-40),
  ].join('\n');
}

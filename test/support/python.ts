import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cachedFolder } from './cache.ts';
import type { FoundTool } from './go-tool.ts';
import { run } from './process.ts';

/**
 * The Python of a virtual environment below .cache that has exactly these packages, e.g.
 * `stix2-validator==3.3.2`. It is made the first time and then kept; programs in it run as `python -m`.
 *
 * @throws when Python is there and the environment cannot be made; the message has the output.
 */
export async function ensurePython(requirements: readonly string[]): Promise<FoundTool> {
  const found = await run('python3', ['--version']).catch(() => undefined);
  if (found?.code !== 0) return { missing: 'there is no "python3" on PATH' };
  const version = found.stdout.join(' ');
  const key = createHash('sha256')
    .update([version, ...requirements].join('\n'))
    .digest('hex');
  const folder = await cachedFolder(`python-${key.slice(0, 12)}`, async (target) => {
    await succeed('python3', ['-m', 'venv', target]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await succeed(join(target, 'bin/python'), [...pip, ...requirements]);
  });
  return { path: join(folder, 'bin/python') };
}

/**
 * Runs a script on one JSON value for each case and returns what it printed for each: a script reads lines of
 * JSON and prints a line of JSON for each of them, so that one process takes a whole batch.
 *
 * @throws when the script fails or gives another number of answers.
 */
export async function askPython<Answer>(
  python: string,
  script: string,
  cases: readonly unknown[],
): Promise<Answer[]> {
  const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
  const args = ['-X', 'utf8', script];
  const { code, stdout, stderr } = await run(python, args, { input, deadlineMs: 300_000 });
  if (code !== 0 || stdout.length !== cases.length) {
    const what = `${String(stdout.length)} answers for ${String(cases.length)} cases`;
    throw new Error(
      `${script} ended with ${String(code)}, ${what}:\n${stderr.slice(-40).join('\n')}`,
    );
  }
  return stdout.map((line) => JSON.parse(line) as Answer);
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, { deadlineMs: 600_000 });
  if (code !== 0) {
    const output = [...stdout, ...stderr].slice(-40).join('\n');
    throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  }
}

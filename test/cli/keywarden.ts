import { run, type Exit, type SpawnOptions } from '../support/process.ts';
import { CLI, NODE } from '../e2e/cli.ts';

export interface CliResult {
  exit: Exit;
  stdout: string;
  stderr: string;
}

/** Runs `keywarden ARGS` to its end. */
export async function keywarden(
  args: readonly string[],
  options: SpawnOptions & { deadlineMs?: number } = {},
): Promise<CliResult> {
  const { stdout, stderr, ...exit } = await run(NODE, [CLI, ...args], options);
  return { exit, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp.ts';
import { keywarden, type CliResult } from './keywarden.ts';

/** Commands on one configuration. */
export interface DutyCli {
  readonly file: string;
  /** Runs `keywarden ARGS --config FILE`. */
  run(...args: string[]): Promise<CliResult>;
  /** The same with `--output json`: the objects that it prints; fails unless the exit code is 0. */
  json<T>(...args: string[]): Promise<T[]>;
}

/** Writes a configuration for the commands of people on duty. */
export function dutyCli(config: object): DutyCli {
  const file = join(tempDir('duty'), 'keywarden.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  const env = { USER: 'alice', SUDO_USER: undefined };
  const run = (...args: string[]): Promise<CliResult> =>
    keywarden([...args, '--config', file], { env, deadlineMs: 90_000 });
  return {
    file,
    run,
    async json<T>(...args: string[]) {
      const { exit, stdout, stderr } = await run(...args, '--output', 'json');
      if (exit.code !== 0)
        throw new Error(`${args.join(' ')}: exit ${String(exit.code)} ${stderr}`);
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T);
    },
  };
}

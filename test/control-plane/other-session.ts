import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait.ts';

/**
 * A shell that belongs to nobody's session but its own: its parents are gone before Keywarden starts,
 * as those of somebody who has been on the machine for long. It does one script and ends.
 */
export class OtherSession {
  readonly #pipe: string;

  private constructor(pipe: string) {
    this.#pipe = pipe;
  }

  static async begin(folder: string, name: string): Promise<OtherSession> {
    const pipe = join(folder, name);
    execFileSync('/usr/bin/mkfifo', [pipe]);
    execFileSync('/usr/bin/setsid', ['--fork', '/bin/sh', pipe], { stdio: 'ignore' });
    await waitFor(() => isWaiting(pipe), { what: `a shell that reads ${pipe}` });
    return new OtherSession(pipe);
  }

  /** Hands the script to the shell. */
  run(script: string): void {
    const descriptor = openSync(this.#pipe, constants.O_WRONLY);
    writeSync(descriptor, `${script}\n`);
    closeSync(descriptor);
  }

  /** Lets the shell end that was never given a script; harmless when it is gone. */
  end(): void {
    if (isWaiting(this.#pipe)) this.run(':');
  }
}

/** Whether the shell of this pipe runs, as a child of process 1. */
function isWaiting(pipe: string): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const isShell = readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `/bin/sh\0${pipe}\0`;
      return isShell && /^PPid:\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

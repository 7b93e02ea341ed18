import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the kernel program looks: cgroup v2, also on a hybrid host, else v1's memory. */
function hierarchy(): string | undefined {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const kinds = [/^\S+ \S+ cgroup2 /, /^\S+ \S+ cgroup \S*\bmemory\b/];
  const found = kinds.flatMap((kind) => mounts.filter((line) => kind.test(line)));
  return found[0]?.split(' ')[1];
}

/** Why there can be no such process here; undefined when there can. */
export function missingCgroups(): string | undefined {
  const root = hierarchy();
  if (root === undefined) return '(skipped: no cgroup hierarchy)';
  const probe = join(root, `keywarden-${String(process.pid)}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return undefined;
  } catch {
    return '(skipped: no cgroup can be made)';
  }
}

/** Joins the group in $1, and is then one process that reads the file in $2 when it is told to. */
const SCRIPT = [
  'echo $$ > "$1/cgroup.procs" || exit 1',
  `exec sh -c 'while read word; do exec 3< "$1"; exec 3<&-; done' sh "$2"`,
].join('\n');

/** A real process in a real cgroup that is named as a container runtime names it. */
export class ContainedProcess {
  readonly #child: ChildProcess;
  readonly #group: string;

  /** @param path of the cgroup in its hierarchy. */
  constructor(path: string, file: string) {
    this.#group = join(hierarchy() ?? '/nowhere', path);
    mkdirSync(this.#group, { recursive: true });
    this.#child = spawn('sh', ['-c', SCRIPT, 'sh', this.#group, file], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Opens the file once more. */
  open(): void {
    this.#child.stdin?.write('again\n');
  }

  /** Ends the process and removes its groups as far as they are empty. */
  async end(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await gone;
    const root = hierarchy();
    for (let group = this.#group; group !== root && group !== '/'; group = dirname(group)) {
      try {
        rmdirSync(group);
      } catch {
        return;
      }
    }
  }
}

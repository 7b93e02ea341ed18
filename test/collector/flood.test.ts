import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';
import { Lab } from './lab.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const THEFTS = 10;
/** Enough to be a flood, whatever else the machine does; the figure itself is printed. */
const LEAST_OPENS = 10_000;

/** Unrelated opens, on every CPU, as many as the machine gives. */
class Flood {
  readonly #started = performance.now();
  readonly #children: ChildProcess[];

  constructor(program: string, file: string) {
    this.#children = cpus().map(() =>
      spawn(program, [file], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
  }

  /** Ends it; how many opens there were, and in how many seconds. */
  async end(): Promise<{ opens: number; seconds: number }> {
    const seconds = (performance.now() - this.#started) / 1000;
    const counts = await Promise.all(this.#children.map(countOf));
    return { opens: counts.reduce((sum, count) => sum + count, 0), seconds };
  }
}

async function countOf(child: ChildProcess): Promise<number> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.kill('SIGTERM');
  await once(child, 'close');
  return Number(text);
}

describe('a flood of unrelated opens', () => {
  const lab = new Lab();
  let program = '';
  beforeAll(async () => {
    const folder = tempDir('flood');
    program = join(folder, 'flood');
    const source = join(repositoryRoot, 'test/collector/flood.c');
    execFileSync('cc', ['-O2', '-o', program, source]);
    writeFileSync(join(folder, 'unrelated'), 'x');
    writeFileSync(lab.path(CA_KEY), 'a key\n');
    await lab.start();
  });
  afterAll(() => lab.close());

  it('hides none of ten thefts, and none of it reaches user space', async () => {
    const flood = new Flood(program, join(program, '../unrelated'));
    const thieves: number[] = [];
    // The thefts themselves take long enough for the flood to be one: each waits for the last.
    for (let theft = 0; theft < THEFTS; theft += 1) {
      const pid = await lab.run('/bin/cat', lab.path(CA_KEY));
      await lab.eventOf('security_file_open', pid);
      thieves.push(pid);
    }
    const { opens, seconds } = await flood.end();
    await lab.settled();
    console.log(
      `${String(Math.round(opens / seconds))} unrelated opens/s beside ${String(THEFTS)} thefts`,
    );
    expect(opens).toBeGreaterThan(LEAST_OPENS);
    const seen = lab.publisher.of('security_file_open').map(({ process }) => process.pid);
    expect(thieves.filter((pid) => !seen.includes(pid))).toEqual([]);
    const { by_name = {}, lost } = lab.collector.status();
    expect(lost.ring_full ?? 0).toBe(0);
    expect(lost.program_busy ?? 0).toBe(0);
    expect(by_name.security_file_open?.captured).toBeLessThan(opens / 100);
  });
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

function live(mode: string): { status: number | null; signal: string | null; stderr: string } {
  return spawnSync(process.execPath, ['--expose-gc', child, mode], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
}

describe('a sensor in its process', () => {
  it.each([
    'double-close',
    'close-while-busy',
    'two-sensors',
    'exit-without-close',
    'exit-at-once',
    'stalled-exit',
    'worker',
    'gc',
  ])('%s', (mode) => {
    const { status, signal, stderr } = live(mode);
    expect(stderr).toBe('');
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });

  it('does not hide an uncaught error', () => {
    const { status, stderr } = live('throw');
    expect(stderr).toContain('on purpose');
    expect(status).toBe(1);
  });
});

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';

const MAIN = fileURLToPath(new URL('../../apps/collector/dist/main.js', import.meta.url));

describe('a collector that cannot start', () => {
  it('without root: says which right is missing and how to get it, exit code 3', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
      env: { KEYWARDEN_LOG__FORMAT: 'json' },
      cwd: '/',
    });
    expect(stderr).toContain('KW_SENSOR_PRIVILEGE');
    expect(stderr).toContain('CAP_BPF');
    expect(stderr).toContain('Run as root');
    expect(status).toBe(3);
  });

  it('with an unknown key: names file, line and key, exit code 2', () => {
    const file = join(tempDir('refusal'), 'keywarden.yaml');
    writeFileSync(file, 'node: n1\ncollector:\n  ring_byte: 4096\n');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--config', file], {
      encoding: 'utf8',
    });
    expect(stderr).toContain(`${file}:3:3`);
    expect(stderr).toContain('collector.ring_byte');
    expect(stderr).toContain('ring_bytes');
    expect(status).toBe(2);
  });
});

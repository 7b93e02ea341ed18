import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAlert } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { keywarden } from './keywarden.ts';

const CAPTURE = fileURLToPath(new URL('../../apps/keywarden/demo/capture.jsonl', import.meta.url));

const alertsIn = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseAlert(line));

describe('keywarden replay', () => {
  it('gives the same alerts each time, one JSON object per line', async () => {
    const first = await keywarden(['replay', CAPTURE, '--output', 'json']);
    const second = await keywarden(['replay', '-', '--output', 'json'], {
      input: readFileSync(CAPTURE),
    });
    expect(first.exit.code).toBe(0);
    const ids = alertsIn(first.stdout).map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids).size).toBe(ids.length);
    expect(alertsIn(second.stdout).map(({ id }) => id)).toEqual(ids);
  });

  it('names file and line of what it cannot read, goes on, and ends with 1', async () => {
    const lines = readFileSync(CAPTURE, 'utf8').trimEnd().split('\n');
    const file = join(tempDir('replay'), 'bad.jsonl');
    const bad = ['garbage', '{"schema":"keywarden.event/9"}', lines[0]!.slice(0, 40)];
    writeFileSync(file, [...bad, ...lines].join('\n'));
    const { exit, stdout, stderr } = await keywarden(['replay', file, '--output', 'json']);
    expect(exit.code).toBe(1);
    for (const line of [1, 2, 3]) expect(stderr).toContain(`${file}:${String(line)}:`);
    expect(stderr).toContain('keywarden.event/9');
    expect(alertsIn(stdout).length).toBeGreaterThanOrEqual(3);
    expect((await keywarden(['replay', file, '--skip-bad', '-o', 'json'])).exit.code).toBe(0);
  });

  it('says which file cannot be read', async () => {
    const { exit, stderr } = await keywarden(['replay', '/nonexistent.jsonl']);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('/nonexistent.jsonl');
  });
});

describe('keywarden demo', () => {
  it('shows alerts without any rights', async () => {
    const { exit, stdout } = await keywarden(['demo']);
    expect(exit.code).toBe(0);
    expect(stdout).toContain('TRC-1018');
    expect(stdout).toContain('comm_spoof');
  });
});

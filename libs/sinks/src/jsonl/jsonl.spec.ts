import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAlert, deliverOne } from '@keywarden/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonlConfig } from './config.js';
import { JsonlSink } from './jsonl.js';

describe('JsonlSink', () => {
  let folder: string;
  let path: string;
  let sink: JsonlSink;
  const open = () => new JsonlSink(jsonlConfig.parse({ type: 'jsonl', path }), () => new Date());
  const lines = (file = path) => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const ids = (file = path) => lines(file).map((line) => (JSON.parse(line) as { id: string }).id);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keywarden-jsonl-'));
    path = join(folder, 'alerts.jsonl');
    sink = open();
  });
  afterEach(async () => {
    await sink.close();
    rmSync(folder, { recursive: true });
  });

  it('appends one line per alert, whole ones also when they come together', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `a${String(index)}`);
    const results = await Promise.all(names.map((id) => deliverOne(sink, anAlert({ id }))));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
    expect(ids()).toEqual(names);
    expect(statSync(path).mode & 0o007).toBe(0);
  });

  it('cuts off what an interrupted write left, and completes a whole last line', async () => {
    writeFileSync(path, '{"id":"old"}\n{"id":"brok');
    await deliverOne(sink, anAlert({ id: 'new' }));
    expect(ids()).toEqual(['old', 'new']);
    await sink.close();

    writeFileSync(path, '{"id":"edited"}');
    sink = open();
    await deliverOne(sink, anAlert({ id: 'new' }));
    expect(ids()).toEqual(['edited', 'new']);
  });

  it('finds the broken line also when it is longer than a chunk', async () => {
    writeFileSync(path, `{"id":"old"}\n{"id":"${'x'.repeat(200_000)}`);
    await deliverOne(sink, anAlert({ id: 'new' }));
    expect(ids()).toEqual(['old', 'new']);
  });

  it('goes on in a new file after rotation', async () => {
    await deliverOne(sink, anAlert({ id: 'first' }));
    renameSync(path, `${path}.1`);
    await deliverOne(sink, anAlert({ id: 'second' }));
    expect(ids(`${path}.1`)).toEqual(['first']);
    expect(ids()).toEqual(['second']);
  });

  it('asks for a retry when it cannot write, and recovers', async () => {
    path = join(folder, 'missing', 'alerts.jsonl');
    const failing = open();
    const result = await deliverOne(failing, anAlert());
    expect(result).toMatchObject({ outcome: 'retry' });
    expect(JSON.stringify(result)).toContain('ENOENT');
    await failing.close();
  });

  it('reports a full disk as a passing fault', async () => {
    path = '/dev/full';
    const failing = open();
    expect(JSON.stringify(await deliverOne(failing, anAlert()))).toContain('ENOSPC');
    await failing.close();
  });
});

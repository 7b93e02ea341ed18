import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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

  describe('rotation', () => {
    const rotating = (rotate: object, now: () => Date = () => new Date()) =>
      new JsonlSink(jsonlConfig.parse({ type: 'jsonl', path, rotate }), now);
    const old = () =>
      readdirSync(folder)
        .filter((name) => name !== 'alerts.jsonl')
        .sort();
    const idsOfOld = () =>
      old().flatMap((name) => {
        const bytes = readFileSync(join(folder, name));
        const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
        return text
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { id: string }).id);
      });

    it('begins a new file by size, keeps and compresses the old ones, and loses nothing', async () => {
      const size = Buffer.byteLength(JSON.stringify(anAlert({ id: 'a0' }))) + 1;
      const names = Array.from({ length: 9 }, (_, at) => `a${String(at)}`);
      const small = rotating({ max_bytes: 2 * size, keep: 100 });
      for (const id of names) await deliverOne(small, anAlert({ id }));
      await small.close();
      expect([...idsOfOld(), ...ids()]).toEqual(names);
      expect(old()).toHaveLength(4);
      expect(old().every((name) => /^alerts\.jsonl\.\d{8}T\d{9}Z\.gz$/.test(name))).toBe(true);
      expect(ids()).toEqual(['a8']);
    });

    it('deletes all but the newest', async () => {
      const few = rotating({ max_bytes: 1, keep: 2, gzip: false });
      for (const id of ['a', 'b', 'c', 'd', 'e']) await deliverOne(few, anAlert({ id }));
      await few.close();
      expect([...idsOfOld(), ...ids()]).toEqual(['c', 'd', 'e']);
    });

    it('begins a new file by age', async () => {
      let hours = 0;
      const daily = rotating(
        { max_age_ms: 86_400_000 },
        () => new Date(Date.now() + hours * 3_600_000),
      );
      for (hours of [0, 23, 25]) await deliverOne(daily, anAlert({ id: String(hours) }));
      await daily.close();
      expect(idsOfOld()).toEqual(['0', '23']);
      expect(ids()).toEqual(['25']);
    });
  });

  it('writes a line of CEF, and cuts off a broken one', async () => {
    writeFileSync(path, 'CEF:0|old\nCEF:0|bro');
    const config = jsonlConfig.parse({ type: 'jsonl', path, format: 'cef' });
    const cef = new JsonlSink(config, () => new Date());
    await deliverOne(cef, anAlert({ title: 'a\nb' }));
    await cef.close();
    expect(lines()).toEqual(['CEF:0|old', expect.stringMatching(/^CEF:0\|Keywarden\|/)]);
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

import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lab.ts';
import { targetAt } from '../lab.ts';
import type { Scenario } from './scenario.ts';

const PATH_MAX = 4096;

async function openNamed(lab: Lab, path: string): Promise<string> {
  const [event] = await lab.fileEvents(await lab.must('open', path, '0'));
  assert.equal(event?.name, 'security_file_open');
  return event.pathname;
}

export const nameScenarios: readonly Scenario[] = [
  {
    name: 'a name with newline, ANSI escape and backslash',
    async run(lab) {
      const path = join(lab.folder(), 'a\n\u001b[31mred\\x');
      writeFileSync(path, '');
      lab.sensor.watch([targetAt(path, 'file')]);
      assert.equal(await openNamed(lab, path), path.replace('\\', '\\\\'));
    },
  },
  {
    name: 'a name that is not UTF-8',
    async run(lab) {
      const folder = lab.folder();
      const bytes = Buffer.concat([
        Buffer.from(`${folder}/`),
        Buffer.from([0x66, 0xff, 0xc3, 0x28]),
      ]);
      writeFileSync(bytes, '');
      lab.sensor.watch([targetAt(folder, 'directory')]);
      const stats = statSync(bytes, { bigint: true });
      const pid = await lab.must('list-open', folder);
      const [event] = await lab.fileEvents(pid);
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.inode, stats.ino);
      assert.equal(event.pathname, `${folder}/f\\xff\\xc3(`);
    },
  },
  {
    name: 'a path of almost PATH_MAX bytes',
    async run(lab) {
      let folder = lab.folder();
      while (folder.length + 202 < PATH_MAX - 10) folder = join(folder, 'd'.repeat(200));
      mkdirSync(folder, { recursive: true });
      const path = join(folder, 'f'.repeat(Math.min(255, PATH_MAX - 2 - folder.length)));
      writeFileSync(path, '');
      lab.sensor.watch([targetAt(path, 'file')]);
      assert.equal(await openNamed(lab, path), path);
    },
  },
  {
    name: 'a hundred directories below a watched one',
    async run(lab) {
      const folder = lab.folder();
      const path = join(folder, 'd/'.repeat(100), 'key');
      mkdirSync(join(folder, 'd/'.repeat(100)), { recursive: true });
      writeFileSync(path, '');
      lab.sensor.watch([targetAt(folder, 'directory')]);
      assert.equal(await openNamed(lab, path), path);
    },
  },
];

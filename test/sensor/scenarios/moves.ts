import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab, Named } from '../lab.ts';
import { targetAt } from '../lab.ts';
import type { Scenario } from './scenario.ts';

const RENAME_EXCHANGE = 2;

async function renamed(lab: Lab, pid: number): Promise<Named<'security_inode_rename'>> {
  const events = await lab.fileEvents(pid);
  assert.equal(events.length, 1, `one event, got ${String(events.length)}`);
  const [event] = events;
  assert.equal(event?.name, 'security_inode_rename');
  assert.equal(event.unconfirmed, false);
  return event;
}

async function linked(lab: Lab, pid: number): Promise<Named<'security_inode_link'>> {
  const [event] = await lab.fileEvents(pid);
  assert.equal(event?.name, 'security_inode_link');
  assert.equal(event.unconfirmed, false);
  return event;
}

export const moveScenarios: readonly Scenario[] = [
  {
    name: 'rename of a watched file by absolute paths',
    async run(lab) {
      const { folder, key, target } = lab.key();
      const event = await renamed(lab, await lab.must('old-rename', key, join(folder, 'stolen')));
      assert.equal(event.oldPath, key);
      assert.equal(event.newPath, join(folder, 'stolen'));
      assert.equal(event.inode, target.inode);
      assert.equal(BigInt(event.device), target.device);
      assert.equal(event.renameFlags, 0);
    },
  },
  {
    name: 'renameat with descriptors of two directories',
    async run(lab) {
      const { folder, pki, key, target } = lab.key();
      const event = await renamed(lab, await lab.must('renameat', pki, 'ca.key', folder, 'x'));
      assert.equal(event.oldPath, key);
      assert.equal(event.newPath, join(folder, 'x'));
      assert.equal(event.inode, target.inode);
    },
  },
  {
    name: 'rename relative to the working directory',
    async run(lab) {
      const { folder, pki, key } = lab.key();
      const event = await renamed(lab, await lab.must('cd-rename', pki, 'ca.key', '../x'));
      assert.equal(event.oldPath, key);
      assert.equal(event.newPath, join(folder, 'x'));
      assert.equal(event.process.cwd, pki);
    },
  },
  {
    name: 'RENAME_EXCHANGE reports the watched file from either side',
    async run(lab) {
      const { folder, key, target } = lab.key();
      const decoy = join(folder, 'decoy');
      writeFileSync(decoy, '');
      const pid = await lab.must('renameat2', decoy, key, String(RENAME_EXCHANGE));
      const event = await renamed(lab, pid);
      assert.equal(event.oldPath, decoy);
      assert.equal(event.newPath, key);
      assert.equal(event.renameFlags, RENAME_EXCHANGE);
      assert.equal([event.inode, event.otherInode].includes(target.inode), true);
    },
  },
  {
    name: 'rename of a directory above the key',
    async run(lab) {
      const { folder, pki } = lab.key();
      const event = await renamed(lab, await lab.must('old-rename', pki, join(folder, 'moved')));
      assert.equal(event.oldPath, pki);
      assert.equal(event.newPath, join(folder, 'moved'));
    },
  },
  {
    name: 'rename into a watched directory',
    async run(lab) {
      const folder = lab.folder();
      const watched = join(folder, 'watched');
      const outside = join(folder, 'new-key');
      mkdirSync(watched);
      writeFileSync(outside, '');
      lab.sensor.watch([targetAt(watched, 'directory')]);
      const inode = targetAt(outside, 'file').inode;
      const pid = await lab.must('old-rename', outside, join(watched, 'key'));
      const event = await renamed(lab, pid);
      assert.equal(event.newPath, join(watched, 'key'));
      assert.equal(event.inode, inode);
    },
  },
  {
    name: 'rename of an unknown file out of a watched directory',
    async run(lab) {
      const folder = lab.folder();
      const watched = join(folder, 'watched');
      mkdirSync(watched);
      lab.sensor.watch([targetAt(watched, 'directory')]);
      writeFileSync(join(watched, 'later'), '');
      const pid = await lab.must('old-rename', join(watched, 'later'), join(folder, 'out'));
      const event = await renamed(lab, pid);
      assert.equal(event.oldPath, join(watched, 'later'));
    },
  },
  {
    name: 'link and linkat of a watched file',
    async run(lab) {
      const { folder, pki, key, target } = lab.key();
      const first = await linked(lab, await lab.must('old-link', key, join(folder, 'one')));
      assert.equal(first.oldPath, key);
      assert.equal(first.newPath, join(folder, 'one'));
      assert.equal(first.inode, target.inode);
      const second = await linked(lab, await lab.must('linkat', pki, 'ca.key', folder, 'two'));
      assert.equal(second.oldPath, key);
      assert.equal(second.newPath, join(folder, 'two'));
    },
  },
  {
    name: 'renames and links of other files are silent',
    async run(lab) {
      const { folder } = lab.key();
      const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(a, '');
      assert.deepEqual(await lab.fileEvents(await lab.must('old-rename', a, b)), []);
      assert.deepEqual(
        await lab.fileEvents(await lab.must('renameat', folder, 'b', folder, 'c')),
        [],
      );
      assert.deepEqual(await lab.fileEvents(await lab.must('old-link', c, a)), []);
    },
  },
];

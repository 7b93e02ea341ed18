import assert from 'node:assert/strict';
import { constants, linkSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetAt } from '../lab.ts';
import type { Lab } from '../lab.ts';
import type { Scenario } from './scenario.ts';

const { O_CREAT, O_NOFOLLOW, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;
const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;

/** Plays one attempt on a watched key and checks its only file event. */
function opens(
  name: string,
  flags: number,
  play: (lab: Lab, at: ReturnType<Lab['key']>) => Promise<number>,
  extra: Partial<Scenario> = {},
): Scenario {
  return {
    name,
    ...extra,
    async run(lab) {
      const at = lab.key();
      const pid = await play(lab, at);
      const events = await lab.fileEvents(pid);
      assert.equal(events.length, 1, `one event, got ${String(events.length)}`);
      const [event] = events;
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.pathname, at.key);
      assert.equal(event.rootPath.endsWith('/pki/ca.key'), true, event.rootPath);
      // The kernel strips O_CLOEXEC before the LSM hook; only the call's own arguments have it.
      const visible = lab.sensor.backend !== 'syscall' ? flags & ~O_CLOEXEC : flags;
      assert.equal(event.flags, visible);
      assert.equal(BigInt(event.device), at.target.device);
      assert.equal(event.inode, at.target.inode);
      assert.equal(event.truncated, false);
    },
  };
}

export const openScenarios: readonly Scenario[] = [
  opens('open', O_CLOEXEC, (lab, { key }) => lab.must('old-open', key, String(O_CLOEXEC))),
  opens('openat with a directory descriptor', O_RDONLY, (lab, { pki }) =>
    lab.must('openat', pki, 'ca.key'),
  ),
  opens('openat2', O_NOFOLLOW, (lab, { key }) => lab.must('openat2', key, String(O_NOFOLLOW))),
  opens('creat', O_WRONLY | O_CREAT | O_TRUNC, (lab, { key }) => lab.must('creat', key)),
  opens('open_by_handle_at', O_RDONLY, (lab, { pki, key }) => lab.must('handle', pki, key)),
  opens('a 32-bit system call', O_RDONLY, (lab, { key }) => lab.must('compat', key)),
  opens('a write-only open carries its mode', O_WRONLY, (lab, { key }) =>
    lab.must('open', key, String(O_WRONLY)),
  ),
  opens('a read-write open carries its mode', O_RDWR, (lab, { key }) =>
    lab.must('open', key, String(O_RDWR)),
  ),
  opens(
    'an O_PATH open is marked as such',
    O_PATH,
    (lab, { key }) => lab.must('open', key, String(O_PATH)),
    { backends: ['syscall'] },
  ),
  opens('a symbolic link', O_RDONLY, (lab, { folder, key }) => {
    symlinkSync(key, join(folder, 'link'));
    return lab.must('open', join(folder, 'link'), '0');
  }),
  {
    name: 'a hard link under another name',
    async run(lab) {
      const { folder, key, target } = lab.key();
      const other = join(folder, 'innocent.txt');
      linkSync(key, other);
      const [event] = await lab.fileEvents(await lab.must('open', other, '0'));
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.pathname, other);
      assert.equal(event.inode, target.inode);
    },
  },
  {
    name: 'a bind mount in another mount namespace',
    async run(lab) {
      const { folder, pki } = lab.key();
      const mounted = join(folder, 'mnt');
      mkdirSync(mounted);
      const pid = await lab.must('bind', pki, mounted, join(mounted, 'ca.key'));
      const [event] = await lab.fileEvents(pid);
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.pathname, join(mounted, 'ca.key'));
      assert.equal(event.rootPath.endsWith('/pki/ca.key'), true, event.rootPath);
    },
  },
  {
    name: 'a chroot shows the path that the opener sees',
    async run(lab) {
      const { pki } = lab.key();
      const [event] = await lab.fileEvents(await lab.must('chroot', pki, '/ca.key'));
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.pathname, '/ca.key');
      assert.equal(event.rootPath.endsWith('/pki/ca.key'), true, event.rootPath);
    },
  },
  {
    name: 'a file created later below a watched directory',
    async run(lab) {
      const folder = lab.folder();
      lab.sensor.watch([targetAt(folder, 'directory')]);
      mkdirSync(join(folder, 'a/b'), { recursive: true });
      const path = join(folder, 'a/b/token');
      const pid = await lab.must('open', path, String(O_RDWR | O_CREAT));
      const [event] = await lab.fileEvents(pid);
      assert.equal(event?.name, 'security_file_open');
      assert.equal(event.pathname, path);
      assert.equal(event.flags, O_RDWR | O_CREAT);
      assert.equal(event.inode, statSync(path, { bigint: true }).ino);
    },
  },
  {
    name: 'a thousand unrelated opens, and an unwatched key, are silent',
    async run(lab) {
      const { folder, key, target } = lab.key();
      const other = join(folder, 'unrelated');
      writeFileSync(other, '');
      assert.deepEqual(await lab.fileEvents(await lab.must('often', '1000', other)), []);
      assert.equal((await lab.fileEvents(await lab.must('often', '3', key))).length, 3);
      lab.sensor.unwatch([target]);
      assert.deepEqual(await lab.fileEvents(await lab.must('often', '3', key)), []);
    },
  },
];

import { existsSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileOpenEvent, InodeRenameEvent, SensorEvent, WatchTarget } from '@keywarden/sensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { CanaryFile } from './canary-file.js';

describe('CanaryFile', () => {
  let directory: string;
  let watched: WatchTarget[];
  let file: CanaryFile;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keywarden-canary-spec-'));
    watched = [];
    const sensor = {
      watch: (targets: readonly WatchTarget[]) => watched.push(...targets),
      unwatch: (targets: readonly WatchTarget[]) => {
        watched = watched.filter((target) => !targets.includes(target));
      },
    };
    file = new CanaryFile(sensor, directory);
  });
  const names = (): string[] =>
    readdirSync(directory).flatMap((folder) => readdirSync(join(directory, folder)));

  it('is watched once, and has the nonce of the round in its name', () => {
    file.prepare();
    expect(names()).toEqual(['keywarden-canary']);
    for (const nonce of ['one', 'two']) {
      file.prepare();
      file.play(nonce);
      expect(names()).toEqual([`keywarden-canary.${nonce}`]);
    }
    expect(watched).toMatchObject([{ kind: 'file', canary: true }]);
    expect(existsSync(watched[0]?.path ?? '')).toBe(false);
  });

  it('leaves nothing behind, and can begin anew', () => {
    file.prepare();
    file.remove();
    file.remove();
    expect([readdirSync(directory), watched]).toEqual([[], []]);
    file.prepare();
    file.play('one');
    expect([names().length, watched.length]).toEqual([1, 1]);
  });

  it('touches and removes nothing that somebody else put in its place', () => {
    file.prepare();
    const path = watched[0]?.path ?? '';
    writeFileSync(`${path}.key`, 'a key');
    renameSync(`${path}.key`, path);
    expect(() => {
      file.play('one');
    }).toThrow('another file');
    file.remove();
    expect(names()).toEqual(['keywarden-canary']);
    file.prepare();
    file.play('two');
    expect(names()).toContain('keywarden-canary.two');
  });

  it('says why it cannot be made', () => {
    const lost = new CanaryFile(
      { watch: () => undefined, unwatch: () => undefined },
      '/nonexistent',
    );
    expect(() => {
      lost.prepare();
    }).toThrow('ENOENT');
  });

  it('owns what is about it alone, and hides no credential that is moved with it', () => {
    file.prepare();
    const inode = watched[0]?.inode ?? 0n;
    const open = { name: 'security_file_open', canary: true, inode } as FileOpenEvent;
    const rename = {
      name: 'security_inode_rename',
      canary: true,
      inode,
      otherInode: 0n,
    } as InodeRenameEvent;
    const exit = { name: 'sched_process_exit', canary: true } as SensorEvent;
    const foreign = { name: 'security_file_open', inode } as FileOpenEvent;
    expect([open, rename, { ...rename, inode: 0n }].map((event) => file.owns(event))).toEqual([
      true,
      true,
      true,
    ]);
    const key = inode + 1n;
    const others: SensorEvent[] = [
      foreign,
      exit,
      { ...open, inode: key },
      { ...rename, inode: key, otherInode: inode },
      { ...rename, otherInode: key },
    ];
    expect(others.map((event) => file.owns(event))).toEqual(others.map(() => false));
  });
});

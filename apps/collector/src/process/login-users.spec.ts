import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LoginUsers, parsePasswd } from './login-users.js';

function node() {
  const root = mkdtempSync(join(tmpdir(), 'login-users-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  mkdirSync(join(root, 'etc'));
  return { root, passwd: join(root, 'etc/passwd') };
}

it('names a user, and follows the file when it is replaced', () => {
  const { root, passwd } = node();
  const users = new LoginUsers(root);
  expect(users.nameOf(1000)).toBeUndefined();
  writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n');
  expect([users.nameOf(0), users.nameOf(1000), users.nameOf(1001)]).toEqual([
    'root',
    'alice',
    undefined,
  ]);
  writeFileSync(`${passwd}+`, 'bob:x:1000:1000::/:/bin/sh\n');
  renameSync(`${passwd}+`, passwd);
  expect([users.nameOf(0), users.nameOf(1000)]).toEqual([undefined, 'bob']);
  rmSync(passwd);
  expect(users.nameOf(1000)).toBeUndefined();
});

it('stays below the root of the node', () => {
  const { root, passwd } = node();
  symlinkSync('/etc/users', passwd);
  writeFileSync(join(root, 'etc/users'), 'carol:x:7:7::/:/bin/sh\n');
  expect(new LoginUsers(root).nameOf(7)).toBe('carol');
  expect(new LoginUsers(root).nameOf(0)).toBeUndefined();
});

it('reads no line that is not of the form, and of two names the first', () => {
  const text = 'a:x:1:\nb:x:1:1::\n+::::::\n:x:2:\nc:x:-3:\nd:x:99999999999:\n# e:x:4\nf:x:5';
  expect([...parsePasswd(text)]).toEqual([[1, 'a']]);
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Packages } from './packages.js';

const INFO = 'var/lib/dpkg/info';

function node(files: Record<string, string>, links: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'packages-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) put(path, text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
  const errors: unknown[] = [];
  const packages = new Packages({ hostRoot: root, onError: (error) => errors.push(error) });
  return { root, packages, put, errors };
}

describe('Packages', () => {
  it('knows the owner in the lists of dpkg once it has read them', async () => {
    const { packages, errors } = node({
      'var/lib/dpkg/status': '1',
      [`${INFO}/kubelet.list`]: '/.\n/usr\n/usr/bin/kubelet\n/etc/default/kubelet\n',
      [`${INFO}/libc6:amd64.list`]: '/usr/lib/x86_64-linux-gnu/libc.so.6\n/usr/bin/ld.so\n',
      [`${INFO}/jre.list`]: '/usr/lib/jvm/bin/java\n/opt/jre/run\n/usr/libexec/jre-helper\n',
      [`${INFO}/jre.md5sums`]: '0 /usr/bin/md5\n',
    });
    expect(packages.ownerOf('/usr/bin/kubelet')).toBeUndefined();
    await packages.refresh();
    expect(packages.ownerOf('/usr/bin/kubelet')).toBe('kubelet');
    const jre = ['/usr/lib/jvm/bin/java', '/opt/jre/run', '/usr/libexec/jre-helper'];
    expect(jre.map((path) => packages.ownerOf(path))).toEqual(['jre', 'jre', 'jre']);
    expect(packages.ownerOf('/usr/bin/kubelet2')).toBeUndefined();
    expect(packages.ownerOf('/etc/default/kubelet')).toBeUndefined();
    expect(packages.ownerOf('/usr/lib/x86_64-linux-gnu/libc.so.6')).toBeUndefined();
    expect(packages.size).toBe(4);
    expect(errors).toEqual([]);
  });

  it.each([
    [{ bin: 'usr/bin' }, 'mount', 'mount'],
    [{}, 'mount', undefined],
  ])('takes /bin for /usr/bin where %j is a link only', async (links, inBin, inUsr) => {
    const { packages } = node(
      { 'var/lib/dpkg/status': '1', [`${INFO}/mount.list`]: '/bin/mount\n' },
      links,
    );
    await packages.refresh();
    expect(packages.ownerOf('/bin/mount')).toBe(inBin);
    expect(packages.ownerOf('/usr/bin/mount')).toBe(inUsr);
  });

  it('reads them again when a package came, and not otherwise', async () => {
    const { root, packages, put } = node({
      'var/lib/dpkg/status': '1',
      [`${INFO}/a.list`]: '/usr/bin/a\n',
    });
    await packages.refresh();
    put(`${INFO}/b.list`, '/usr/bin/b\n');
    await packages.refresh();
    expect(packages.ownerOf('/usr/bin/b')).toBeUndefined();
    rmSync(join(root, 'var/lib/dpkg/status'));
    put('var/lib/dpkg/status', '2');
    await packages.refresh();
    expect(packages.ownerOf('/usr/bin/b')).toBe('b');
  });

  it('reads the database of apk', async () => {
    const { packages } = node({
      'lib/apk/db/installed':
        'C:Q1\nP:busybox\nV:1\nF:bin\nR:busybox\na:0:0:755\nF:etc\nR:x\n\nP:k\nF:usr/bin\nR:kubelet\n',
    });
    await packages.refresh();
    expect(packages.ownerOf('/bin/busybox')).toBe('busybox');
    expect(packages.ownerOf('/usr/bin/kubelet')).toBe('k');
    expect(packages.size).toBe(2);
  });

  it('knows nothing on a node without a database, or with one that is a folder', async () => {
    const bare = node({});
    await bare.packages.refresh();
    expect(bare.packages.size).toBe(0);
    expect(bare.errors).toEqual([]);
    const odd = node({ 'lib/apk/db/installed/x': '', 'var/lib/dpkg/info': 'no folder' });
    await odd.packages.refresh();
    expect(odd.packages.size).toBe(0);
  });
});

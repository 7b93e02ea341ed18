import { describe, expect, it } from 'vitest';
import { fileSystemPath, parseMountInfo } from './mounts.js';

const MOUNTS = parseMountInfo(
  [
    '22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p1 rw',
    '30 22 0:25 / /var/lib/kubelet/pods/a/volumes/x rw - tmpfs tmpfs rw',
    '31 22 259:1 /data/k8s /etc/kubernetes rw - ext4 /dev/nvme0n1p1 rw',
    '32 22 8:17 / /mnt/with\\040space rw - ext4 /dev/sdb1 rw',
    'garbage',
    '',
  ].join('\n'),
);

describe('mountinfo', () => {
  it('decodes devices as stat(2) gives them, and escaped names', () => {
    expect(MOUNTS.map(({ device }) => device)).toEqual([0x10301n, 25n, 0x10301n, 0x811n]);
    expect(MOUNTS[3]?.mountPoint).toBe('/mnt/with space');
  });

  it.each([
    ['/etc/hosts', '/etc/hosts'],
    ['/etc/kubernetes', '/data/k8s'],
    ['/etc/kubernetes/pki/ca.key', '/data/k8s/pki/ca.key'],
    ['/etc/kubernetes2', '/etc/kubernetes2'],
    ['/var/lib/kubelet/pods/a/volumes/x', '/'],
    ['/var/lib/kubelet/pods/a/volumes/x/token', '/token'],
  ])('%s is %s in its file system', (path, expected) => {
    expect(fileSystemPath(MOUNTS, path)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { parseCgroup } from './cgroup.js';

const ID = '3f4e5a'.padEnd(64, '0');
const INNER = 'abc123'.padEnd(64, '1');
const UID = '0f4b7e2c-1111-2222-3333-444455556666';
const UNDERSCORED = UID.replaceAll('-', '_');

describe('parseCgroup', () => {
  it.each([
    ['no container', '0::/user.slice/user-1000.slice/session-3.scope', undefined, undefined],
    ['docker, systemd', `0::/system.slice/docker-${ID}.scope`, ID, undefined],
    ['docker, cgroupfs v1', `12:pids:/docker/${ID}\n11:cpu:/docker/${ID}`, ID, undefined],
    [
      'containerd, systemd',
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
      ID,
      UID,
    ],
    ['containerd, cgroupfs', `0::/kubepods/besteffort/pod${UID}/${ID}`, ID, UID],
    [
      'containerd, slice:prefix:name form',
      `9:memory:/system.slice/containerd.service/kubepods-pod${UNDERSCORED}.slice:cri-containerd:${ID}`,
      ID,
      undefined,
    ],
    ['cri-o', `0::/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${ID}.scope`, ID, UID],
    [
      'cri-o with an inner cgroup',
      `0::/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${ID}.scope/container`,
      ID,
      UID,
    ],
    [
      'static pod',
      `0::/kubepods/burstable/pod${'0123456789abcdef'.repeat(2)}/${ID}`,
      ID,
      '0123456789abcdef'.repeat(2),
    ],
    ['podman', `0::/machine.slice/libpod-${ID}.scope`, ID, undefined],
    ['container in a container', `0::/kubepods/pod${UID}/${ID}/docker/${INNER}`, INNER, UID],
    ['garbage', 'no colons\n::\n\0', undefined, undefined],
  ])('%s', (_, text, containerId, podUid) => {
    expect(parseCgroup(text)).toEqual({
      ...(containerId === undefined ? {} : { containerId }),
      ...(podUid === undefined ? {} : { podUid }),
    });
  });
});

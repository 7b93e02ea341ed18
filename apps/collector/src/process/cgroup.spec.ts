import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCgroup, parseCgroupPath } from './cgroup.js';

interface Recorded {
  readonly form: string;
  readonly path: string;
  readonly id?: string;
  readonly outer?: readonly string[];
  readonly pod?: string;
  readonly unit?: string;
}

const fixture = new URL('./cgroup-paths.fixture.json', import.meta.url);
const { paths } = JSON.parse(readFileSync(fixture, 'utf8')) as { paths: Recorded[] };

const facts = ({ id, outer, pod, unit }: Recorded) => ({
  ...(id === undefined ? {} : { containerId: id }),
  ...(outer === undefined ? {} : { outerContainerIds: outer }),
  ...(pod === undefined ? {} : { podUid: pod }),
  ...(unit === undefined ? {} : { systemdUnit: unit }),
});

const ID = '3f4e5a'.padEnd(64, '0');
const UID = '0f4b7e2c-1111-2222-3333-444455556666';
const POD_PATH = `/kubepods/burstable/pod${UID}`;

describe('parseCgroupPath', () => {
  it.each(paths.map((recorded) => [recorded.form, recorded] as const))('%s', (_, recorded) => {
    expect(parseCgroupPath(recorded.path)).toEqual(facts(recorded));
  });

  it('keeps the container around a group that is named like another one', () => {
    const forged = 'abc123'.padEnd(64, '1');
    expect(parseCgroupPath(`${POD_PATH}/${ID}/cri-containerd-${forged}.scope`)).toEqual({
      containerId: forged,
      outerContainerIds: [ID],
      podUid: UID,
    });
    expect(parseCgroupPath(`${POD_PATH}/${ID}/crio-conmon-${forged}.scope`)).toEqual({
      containerId: ID,
      podUid: UID,
    });
  });
});

describe('the systemd unit of a path', () => {
  it.each([
    ['/system.slice/kubelet.service', 'kubelet.service'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
    [
      '/system.slice/snap.microk8s.daemon-kubelite.service',
      'snap.microk8s.daemon-kubelite.service',
    ],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
    ['/system.slice/foo\\\\x2dbar.service', 'foo\\x2dbar.service'],
    ['/system.slice/_cpu.service', 'cpu.service'],
    ['/init.scope', 'init.scope'],
    ['/kubelet.slice/kubelet.service', 'kubelet.service'],
    // A user's own manager starts what the user wants, by any name.
    [
      '/user.slice/user-1000.slice/user@1000.service/app.slice/kubelet.service',
      'user@1000.service',
    ],
    ['/system.slice/ssh.service/kubelet.service', 'ssh.service'],
    ['/system.slice', undefined],
    ['/', undefined],
    ['', undefined],
    ['/build/kubelet.service', undefined],
    ['/system.slice/.service', undefined],
    ['/system.slice/data.mount', undefined],
    [`/kubepods.slice/cri-containerd-${ID}.scope/system.slice/kubelet.service`, undefined],
    [`${POD_PATH}/kubelet.service`, undefined],
  ])('%s', (path, unit) => {
    expect(parseCgroupPath(path).systemdUnit).toBe(unit);
  });
});

describe('parseCgroup', () => {
  it.each([
    ['v2', `0::${POD_PATH}/${ID}\n`, { containerId: ID, podUid: UID }],
    [
      'v1: several controllers and a named hierarchy',
      `12:pids:${POD_PATH}/${ID}\n3:cpu,cpuacct:${POD_PATH}/${ID}\n1:name=systemd:${POD_PATH}/${ID}\n`,
      { containerId: ID, podUid: UID },
    ],
    [
      'hybrid: the line that knows most wins, wherever it stands',
      `0::/system.slice/containerd.service\n4:misc:/\n3:rdma:/${ID}\n2:pids:${POD_PATH}/${ID}\n`,
      { containerId: ID, podUid: UID },
    ],
    [
      'v1 with a colon in the path',
      `9:memory:/system.slice/containerd.service/kubepods-pod${UID.replaceAll('-', '_')}.slice:cri-containerd:${ID}\n`,
      { containerId: ID, podUid: UID },
    ],
    [
      'no container',
      '0::/user.slice/user-1000.slice/session-3.scope',
      { systemdUnit: 'session-3.scope' },
    ],
    [
      'v1 of a service: the named hierarchy knows the unit where a controller does not',
      '5:cpuset:/\n4:memory:/system.slice\n1:name=systemd:/system.slice/kubelet.service\n',
      { systemdUnit: 'kubelet.service' },
    ],
    ['garbage', 'no colons\n::\n\0', {}],
    ['nothing', '', {}],
  ])('%s', (_, text, expected) => {
    expect(parseCgroup(text)).toEqual(expected);
  });
});

import type { EntryPoint, Executable, LineageProcess } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { originOf } from './origin.js';

const BIN: Executable = { path: '', on_node: true, owner_uid: 0, mode: 0o755 };
type Extra = Partial<LineageProcess>;

/** A process of the node whose file is `path`; `?name` is one of which only the name is known. */
const p = (path: string, extra: Extra = {}): LineageProcess => {
  const name = path.replace(/^\?/, '');
  const comm = name.slice(name.lastIndexOf('/') + 1).slice(0, 15);
  const exe = path.startsWith('?') ? {} : { exe: { ...BIN, path } };
  return { pid: 100, start_time: 1, comm, ...exe, ...extra };
};
const within = (path: string, extra: Extra = {}): LineageProcess =>
  p(path, { container: { id: 'c' }, exe: { ...BIN, path, on_node: false }, ...extra });

const INIT = p('/usr/lib/systemd/systemd', { pid: 1 });
const CAT = p('/usr/bin/cat');
const BASH = p('/usr/bin/bash', { pid: 50 });
const SSHD = p('/usr/sbin/sshd');
const CRON = p('/usr/sbin/cron');
const SHIM = p('/usr/bin/containerd-shim-runc-v2');
const CONTAINERD = p('/usr/bin/containerd');
const RUNC = (verb: string) =>
  p('/usr/bin/runc', { argv: ['runc', '--root', '/run/x', verb, 'id'] });
const FIRST = within('/app', { ns_pid: 1 });
const LATER = within('/bin/sh', { ns_pid: 7 });
const unit = (name: string, base = BASH): LineageProcess => ({ ...base, systemd_unit: name });

const TABLE: readonly [string, EntryPoint, readonly LineageProcess[], loginuid?: number][] = [
  ['ssh with a single sshd', 'ssh', [CAT, BASH, SSHD, INIT], 1000],
  ['ssh with separated privileges', 'ssh', [CAT, BASH, SSHD, SSHD, SSHD, INIT], 1000],
  [
    'ssh of OpenSSH 9.8 and later',
    'ssh',
    [CAT, BASH, p('/usr/lib/openssh/sshd-session'), SSHD, INIT],
  ],
  ['ssh of Fedora', 'ssh', [CAT, BASH, p('/usr/libexec/openssh/sshd-session'), SSHD, INIT]],
  ['ssh with a command and no shell', 'ssh', [CAT, SSHD, INIT]],
  ['ssh, then sudo', 'ssh', [CAT, p('/usr/bin/sudo'), p('/usr/bin/sudo'), BASH, SSHD, INIT], 1000],
  ['ssh, then su to root', 'ssh', [CAT, BASH, p('/usr/bin/su'), BASH, SSHD, INIT], 1000],
  [
    'ssh, then tmux seen forking',
    'ssh',
    [CAT, BASH, p('/usr/bin/tmux'), p('/usr/bin/tmux'), BASH, SSHD],
    0,
  ],
  ['dropbear', 'ssh', [CAT, BASH, p('/usr/sbin/dropbear'), INIT]],
  ['sshd on NixOS', 'ssh', [CAT, BASH, p('/nix/store/abc-openssh-9/bin/sshd'), INIT]],
  ['nsenter into a container from ssh', 'ssh', [LATER, p('/usr/bin/nsenter'), BASH, SSHD, INIT]],
  ['ssh in the unit of sshd, parents gone', 'ssh', [CAT, unit('ssh.service'), INIT], 1000],
  ['ssh of an instance of a socket unit', 'ssh', [CAT, unit('sshd@1-10.0.0.1.service'), INIT]],
  ['login at a console', 'console', [CAT, BASH, p('/usr/bin/login'), INIT], 0],
  ['agetty that runs a shell itself', 'console', [CAT, BASH, p('/usr/sbin/agetty'), INIT]],
  [
    'a shell at tty1 that outlived login',
    'console',
    [CAT, { ...unit('session-1.scope'), tty: 'tty1' }, INIT],
  ],
  ['cron', 'cron', [CAT, p('/usr/bin/dash'), CRON, CRON, INIT], 0],
  ['crond of cronie', 'cron', [CAT, BASH, p('/usr/sbin/crond'), p('/usr/sbin/crond'), INIT]],
  ['anacron of a timer', 'cron', [CAT, p('/usr/bin/run-parts'), p('/usr/sbin/anacron'), INIT]],
  ['at', 'cron', [CAT, p('/usr/bin/dash'), p('/usr/sbin/atd'), INIT]],
  ['a job that outlived cron', 'cron', [CAT, unit('cron.service'), INIT], 0],
  ['a service', 'systemd-service', [CAT, INIT]],
  ['a service with a script', 'systemd-service', [CAT, unit('backup.service'), INIT]],
  ['a service of a timer', 'systemd-service', [CAT, unit('kubeadm-renew.service'), INIT]],
  [
    'a service of a user',
    'systemd-service',
    [CAT, BASH, p('/usr/lib/systemd/systemd'), INIT],
    1000,
  ],
  ['a service below pid 1 by name only', 'systemd-service', [CAT, BASH, p('?systemd', { pid: 1 })]],
  ['a service whose parent is named only', 'systemd-service', [unit('x.service'), p('?x'), INIT]],
  ['the first process of a container', 'container-start', [FIRST, SHIM, INIT]],
  ['its child', 'container-start', [within('/bin/cat', { ns_pid: 9 }), FIRST, SHIM, INIT]],
  [
    'a shim of docker',
    'container-start',
    [FIRST, p('/usr/bin/containerd-shim'), p('/usr/bin/dockerd'), INIT],
  ],
  [
    'a shim of k3s',
    'container-start',
    [
      FIRST,
      p('/var/lib/rancher/k3s/data/ab12/bin/containerd-shim-runc-v2'),
      p('/usr/local/bin/k3s'),
      INIT,
    ],
  ],
  [
    'a shim of RKE2',
    'container-start',
    [FIRST, p('/var/lib/rancher/rke2/data/v1.30/bin/containerd-shim-runc-v2'), INIT],
  ],
  [
    'a shim of microk8s',
    'container-start',
    [FIRST, p('/snap/microk8s/7012/bin/containerd-shim-runc-v2'), INIT],
  ],
  [
    'a shim of k0s',
    'container-start',
    [FIRST, p('/var/lib/k0s/bin/containerd-shim-runc-v2'), INIT],
  ],
  [
    'conmon of CRI-O',
    'container-start',
    [FIRST, p('/usr/bin/conmon', { argv: ['conmon', '-b', '/x'] }), INIT],
  ],
  [
    'conmon in the cgroup of its pod',
    'container-start',
    [FIRST, p('/usr/bin/conmon', { container: { id: 'c' } }), INIT],
  ],
  [
    'a start with the runtime seen',
    'container-start',
    [FIRST, RUNC('create'), SHIM, CONTAINERD, INIT],
  ],
  ['a start in a shared pid namespace', 'container-start', [LATER, RUNC('create'), SHIM, INIT]],
  [
    'a container in a container',
    'container-start',
    [LATER, within('/usr/bin/containerd-shim-runc-v2'), FIRST, SHIM, INIT],
  ],
  [
    'sshd in a container',
    'container-start',
    [LATER, within('/usr/sbin/sshd', { ns_pid: 4 }), FIRST, SHIM, INIT],
  ],
  [
    'cron in a container',
    'container-start',
    [LATER, within('/usr/sbin/cron', { ns_pid: 4 }), FIRST, SHIM, INIT],
  ],
  ['kubectl exec', 'container-exec', [LATER, SHIM, INIT]],
  [
    'kubectl exec, then a command',
    'container-exec',
    [within('/bin/cat', { ns_pid: 8 }), LATER, SHIM, INIT],
  ],
  [
    'kubectl exec with the runtime seen',
    'container-exec',
    [LATER, RUNC('exec'), RUNC('exec'), SHIM, INIT],
  ],
  [
    'an exec in the pid namespace of the node',
    'container-exec',
    [within('/bin/sh'), RUNC('exec'), SHIM, INIT],
  ],
  [
    'an exec of CRI-O',
    'container-exec',
    [LATER, p('/usr/bin/conmon', { argv: ['conmon', '-e', '-c', 'x'] }), INIT],
  ],
  [
    'an exec by crun',
    'container-exec',
    [
      LATER,
      p('/usr/bin/crun', { argv: ['crun', 'exec', 'x'] }),
      p('/usr/bin/conmon', { argv: [] }),
      INIT,
    ],
  ],
  ['a name that says cron', 'unknown', [CAT, p('?cron'), INIT]],
  ['a name that says sshd', 'unknown', [CAT, BASH, p('?sshd'), INIT]],
  ['a cut name that says shim', 'unknown', [FIRST, p('?containerd-shim'), INIT]],
  ['a file in /tmp named cron, below ssh', 'ssh', [CAT, p('/tmp/cron'), BASH, SSHD, INIT]],
  ['a file below /tmp that ends like a home', 'ssh', [CAT, p('/tmp/usr/sbin/cron'), SSHD, INIT]],
  ['a path that climbs out of a home', 'ssh', [CAT, p('/usr/lib/../../tmp/cron'), SSHD, INIT]],
  ['a comm that says cron over another file', 'ssh', [CAT, { ...BASH, comm: 'cron' }, SSHD, INIT]],
  [
    'cron as a memfd',
    'ssh',
    [CAT, p('/usr/sbin/cron', { exe: { ...BIN, path: '/usr/sbin/cron', memfd: true } }), SSHD],
  ],
  [
    'cron that a user owns',
    'ssh',
    [CAT, p('/usr/sbin/cron', { exe: { ...BIN, path: '/usr/sbin/cron', owner_uid: 1000 } }), SSHD],
  ],
  [
    'cron that all may write',
    'ssh',
    [CAT, p('/usr/sbin/cron', { exe: { ...BIN, path: '/usr/sbin/cron', mode: 0o757 } }), SSHD],
  ],
  [
    'cron of a mount of its own',
    'ssh',
    [CAT, p('/usr/sbin/cron', { exe: { ...BIN, path: '/usr/sbin/cron', on_node: false } }), SSHD],
  ],
  [
    'cron in a container whose file nobody compared',
    'container-start',
    [
      LATER,
      p('/usr/sbin/cron', { container: { id: 'c' }, exe: { path: '/usr/sbin/cron' } }),
      FIRST,
      SHIM,
    ],
  ],
  ['a login that forked twice to lose its parents', 'unknown', [CAT, INIT], 1000],
  ['the same in the scope of its session', 'unknown', [CAT, unit('session-7.scope'), INIT], 1000],
  [
    'tmux after its parents, in the scope',
    'unknown',
    [CAT, unit('session-7.scope', p('/usr/bin/tmux')), INIT],
  ],
  ['names only, up to pid 1', 'unknown', [CAT, p('?bash'), p('?systemd', { pid: 1 })]],
  ['an init that is not systemd', 'unknown', [CAT, p('/sbin/init', { pid: 1 })]],
  ['a process named systemd that is not pid 1', 'unknown', [CAT, p('?systemd', { pid: 9 })]],
  ['nothing above it', 'unknown', [CAT]],
  ['nothing at all', 'unknown', []],
  ['a reader that is sshd itself', 'systemd-service', [SSHD, INIT]],
];

describe('originOf', () => {
  it.each(TABLE)('%s: %s', (_, entry_point, processes, loginuid) => {
    const origin = originOf({ loginuid }, { processes, complete: true });
    expect(origin.entry_point).toBe(entry_point);
  });

  it('names the process that the entry point started, past the runtime', () => {
    const processes = [within('/bin/cat'), { ...LATER, pid: 77 }, RUNC('exec'), SHIM];
    expect(originOf({}, { processes, complete: true }).entry_process).toMatchObject({ pid: 77 });
  });

  it('names the leader of the session, also an exited one, and who logged in', () => {
    const leader = { ...BASH, exited_at: '2026-01-01T00:00:00Z' };
    const reader = { session: 50, loginuid: 1000, login_user: 'ann' };
    expect(originOf(reader, { processes: [CAT, leader, SSHD], complete: true })).toEqual({
      entry_point: 'ssh',
      entry_process: { pid: 50, start_time: 1, comm: 'bash', exe: '/usr/bin/bash' },
      session_leader: { pid: 50, start_time: 1, comm: 'bash', exe: '/usr/bin/bash' },
      login_uid: 1000,
      login_user: 'ann',
    });
  });

  it('takes the kernel’s "nobody" for no login', () => {
    const origin = originOf({ loginuid: 0xffff_ffff }, { processes: [CAT, INIT], complete: true });
    expect(origin).toMatchObject({ entry_point: 'systemd-service' });
    expect(origin).not.toHaveProperty('login_uid');
  });
});

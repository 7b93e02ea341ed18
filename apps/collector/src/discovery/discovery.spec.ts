import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NodeCatalogue } from '../catalogue.js';
import type { ProcExecutable } from '../process/proc-reader.js';
import { Discovery } from './discovery.js';
import { DiscoveryFollower } from './follow.js';

interface Running {
  exe: string;
  argv: string[];
  cwd?: string;
  /** Root directory of the process below the test's folder; the node's by default. */
  root?: string;
  change?: Partial<ProcExecutable>;
}

/** A node in a folder: its files below `host`, its processes below `proc`. */
class FakeNode {
  readonly folder = mkdtempSync(join(tmpdir(), 'keywarden-discovery-'));
  readonly hostRoot = join(this.folder, 'host');
  readonly procRoot = join(this.folder, 'proc');
  readonly #running = new Map<number, Running>();
  looks = 0;

  constructor() {
    onTestFinished(() => {
      rmSync(this.folder, { recursive: true });
    });
    mkdirSync(this.procRoot, { recursive: true });
    mkdirSync(this.hostRoot, { recursive: true });
  }

  file(path: string, text = 'x', root = 'host'): void {
    const full = join(this.folder, root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  run(pid: number, running: Running): void {
    this.#running.set(pid, running);
    const directory = join(this.procRoot, String(pid));
    mkdirSync(directory);
    symlinkSync(join(this.folder, running.root ?? 'host'), join(directory, 'root'));
  }

  end(pid: number): void {
    this.#running.delete(pid);
    rmSync(join(this.procRoot, String(pid)), { recursive: true });
  }

  discovery(): Discovery {
    const { hostRoot, procRoot } = this;
    const proc = {
      argv: (pid: number) => this.#running.get(pid)?.argv,
      cwd: (pid: number) => this.#running.get(pid)?.cwd,
      executable: (pid: number) => this.#executable(pid),
    };
    return new Discovery({ proc, procRoot, hostRoot, logger: { debug: () => undefined } });
  }

  #executable(pid: number): ProcExecutable | undefined {
    this.looks += 1;
    const running = this.#running.get(pid);
    if (running === undefined) return undefined;
    const stats = statSync(join(this.folder, running.root ?? 'host', running.exe), {
      bigint: true,
    });
    return {
      path: running.exe,
      deleted: false,
      memfd: false,
      device: stats.dev,
      inode: stats.ino,
      mode: 0o755,
      ownerUid: 0,
      ...running.change,
    };
  }
}

function kubeletOn(
  node: FakeNode,
  change?: Partial<ProcExecutable>,
  argv = ['--kubeconfig=/opt/k/kc'],
) {
  node.file('/usr/bin/kubelet');
  node.file('/opt/k/kc', 'users:\n- user:\n    client-key: keys/own.pem\n');
  node.file('/opt/k/keys/own.pem');
  node.run(10, {
    exe: '/usr/bin/kubelet',
    argv: ['kubelet', ...argv],
    cwd: '/opt/k',
    ...(change && { change }),
  });
}

const places = (node: FakeNode) =>
  node
    .discovery()
    .run()
    .map(({ glob, kind, content }) => [glob, kind, content]);

describe('Discovery', () => {
  it('follows a command line to a kubeconfig and to the key that it names', () => {
    const node = new FakeNode();
    kubeletOn(node);
    expect(places(node)).toEqual([
      ['/opt/k/kc', 'kubelet-client', 'kubeconfig'],
      ['/opt/k/keys/own.pem', 'kubelet-client', 'private-key'],
    ]);
  });

  it('takes relative paths from where the process is', () => {
    const node = new FakeNode();
    kubeletOn(node, {}, ['--tls-private-key-file', 'keys/own.pem']);
    expect(places(node)).toEqual([['/opt/k/keys/own.pem', 'kubelet-serving', 'private-key']]);
  });

  it.each([
    ['of somebody else', { ownerUid: 1000 }],
    ['that others can write', { mode: 0o757 }],
    ['that a group can write', { mode: 0o775 }],
    ['that is deleted', { deleted: true }],
    ['that is another file by that name', { inode: 1n }],
    ['without facts', { mode: undefined }],
    ['that is no component', { path: '/usr/bin/kubeletd' }],
  ])('does not believe an executable %s', (_, change) => {
    const node = new FakeNode();
    kubeletOn(node, change);
    expect(places(node)).toEqual([]);
  });

  it.each([
    '/',
    '/opt',
    '/opt/k/',
    '/opt/none',
    '/proc/self/environ',
    '/opt/../proc/1/mem',
    '/opt/k/big',
    '/opt/k/out',
  ])('takes no %s', (path) => {
    const node = new FakeNode();
    kubeletOn(node, {}, [`--client-ca-file=${path}`]);
    node.file('/opt/k/big', 'x'.repeat(1024 * 1024 + 1));
    symlinkSync('/etc', join(node.hostRoot, 'opt/k/out'));
    mkdirSync(join(node.hostRoot, 'etc'));
    expect(places(node)).toEqual([]);
  });

  it('takes nothing that only a container has, and follows no link out of its root', () => {
    const node = new FakeNode();
    node.file('/srv/pki/etcd.key');
    node.file('/usr/local/bin/etcd', 'x', 'container');
    node.file('/private.key', 'x', 'container');
    mkdirSync(join(node.folder, 'container/srv'), { recursive: true });
    symlinkSync(join(node.folder, 'host/srv/pki'), join(node.folder, 'container/srv/away'));
    node.run(20, {
      exe: '/usr/local/bin/etcd',
      argv: ['etcd', '--key-file=/private.key', '--peer-key-file=/srv/away/etcd.key'],
      root: 'container',
    });
    // The link leads out of the container's root, where its own look-up finds nothing.
    expect(places(node)).toEqual([]);
  });

  it('finds the file of a container where the node has it, by the mount that holds it', () => {
    const node = new FakeNode();
    node.file('/srv/pki/etcd.key');
    node.file('/usr/local/bin/etcd', 'x', 'container');
    mkdirSync(join(node.folder, 'container/keys'));
    // A hard link is the same file by another path, as a bind mount would have it.
    linkSync(join(node.hostRoot, 'srv/pki/etcd.key'), join(node.folder, 'container/keys/etcd.key'));
    node.run(20, {
      exe: '/usr/local/bin/etcd',
      argv: ['etcd', '--key-file=/keys/etcd.key'],
      root: 'container',
    });
    expect(places(node)).toEqual([]);
    const { dev } = statSync(node.hostRoot);
    const numbers = `${String((dev >> 8) & 0xfff)}:${String((dev & 0xff) | ((dev >> 12) & 0xfff00))}`;
    node.file('20/mountinfo', `2 1 ${numbers} /srv/pki /keys rw - ext4 x rw\n`, 'proc');
    node.file('1/mountinfo', `1 0 ${numbers} / / rw - ext4 x rw\n`, 'proc');
    expect(places(node)).toEqual([['/srv/pki/etcd.key', 'etcd', 'private-key']]);
  });

  it('reads the configuration of RKE2 with its drop-ins', () => {
    const node = new FakeNode();
    node.file('/usr/local/bin/rke2');
    node.file(
      '/etc/rancher/rke2/config.yaml.d/10.yaml',
      'kubelet-arg:\n- tls-private-key-file=/opt/t\n',
    );
    node.file('/opt/t');
    node.run(30, { exe: '/usr/local/bin/rke2', argv: ['/usr/local/bin/rke2 server'] });
    expect(places(node)).toEqual([['/opt/t', 'kubelet-serving', 'private-key']]);
  });

  it('looks at processes that are no components only now and then', () => {
    const node = new FakeNode();
    node.file('/bin/sleep');
    for (let pid = 100; pid < 200; pid += 1) node.run(pid, { exe: '/bin/sleep', argv: ['sleep'] });
    const discovery = node.discovery();
    for (let round = 0; round < 11; round += 1) discovery.run();
    expect(node.looks).toBe(200);
    discovery.run();
    expect(node.looks).toBe(300);
  });

  it('sees a component by a pid that was another process before', () => {
    const node = new FakeNode();
    const discovery = node.discovery();
    node.file('/bin/sleep');
    node.run(10, { exe: '/bin/sleep', argv: ['sleep'] });
    for (let round = 0; round < 3; round += 1) expect(discovery.run()).toEqual([]);
    node.end(10);
    expect(discovery.run()).toEqual([]);
    kubeletOn(node);
    expect(discovery.run()).toHaveLength(2);
  });

  it('stops at a bound, and at a kubeconfig that names itself', () => {
    const node = new FakeNode();
    const argv = Array.from({ length: 400 }, (_, n) => `--client-ca-file=/opt/many/${String(n)}`);
    for (let n = 0; n < 400; n += 1) node.file(`/opt/many/${String(n)}`);
    kubeletOn(node, {}, argv);
    node.file('/opt/s/kc', 'clientConnection:\n  kubeconfig: kc\n');
    node.file('/usr/bin/kube-scheduler');
    node.run(11, { exe: '/usr/bin/kube-scheduler', argv: ['x', '--config=/opt/s/kc'] });
    expect(node.discovery().run().length).toBe(129);
  });
});

describe('DiscoveryFollower', () => {
  it('tells of changes only, and goes on after an error', () => {
    const node = new FakeNode();
    const catalogue = new NodeCatalogue({ excludedGlobs: [] });
    const calls: string[] = [];
    const discovery = node.discovery();
    let isBroken = false;
    const follower = new DiscoveryFollower({
      discovery: {
        run: () => {
          if (isBroken) throw new Error('no /proc');
          return discovery.run();
        },
      },
      catalogue,
      everyMs: 60_000,
      logger: { info: () => calls.push('info'), warn: () => calls.push('warn') },
      onChange: () => calls.push('change'),
    });
    kubeletOn(node);
    follower.start();
    onTestFinished(() => {
      follower.close();
    });
    follower.look();
    isBroken = true;
    follower.look();
    expect(calls).toEqual(['info', 'change', 'warn']);
    expect(catalogue.classify('/opt/k/keys/own.pem')?.kind).toBe('kubelet-client');
  });
});

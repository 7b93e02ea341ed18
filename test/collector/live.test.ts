import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { Lab } from './lab.ts';

const PKI = '/etc/kubernetes/pki';
const CA_KEY = `${PKI}/ca.key`;

function makeCertificate(key: string, certificate: string): void {
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30'.split(' '),
      ...['-subj', '/O=lab/CN=kubernetes', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
}

describe('the collector on this kernel', () => {
  const lab = new Lab();
  beforeAll(async () => {
    makeCertificate(lab.path(CA_KEY), lab.path(`${PKI}/ca.crt`));
    for (const name of ['sa', 'apiserver', 'front-proxy-ca', 'etcd/ca', 'twin']) {
      writeFileSync(lab.path(`${PKI}/${name}.key`), 'a key\n');
    }
    await lab.start({ heartbeat_ms: 500 });
  });
  afterAll(async () => {
    await lab.close();
  });

  it('publishes the processes that were there before it, itself among them', async () => {
    const own = await lab.eventOf('sched_process_exec', process.pid);
    expect(own.data.snapshot).toBe(true);
    expect(own.backend).toBe('procfs');
    expect(own.process.exe?.path).toBe(realpathSync('/proc/self/exe'));
    expect(own.process.parent?.pid).toBe(process.ppid);
  });

  it('reports a read with credential, certificate, process facts and lineage', async () => {
    const started = Date.now();
    const pid = await lab.run('/bin/cat', lab.path(CA_KEY));
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.pathname).toBe(lab.path(CA_KEY));
    expect(event.data.flags).toMatch(/^O_RDONLY/);
    expect(event.data.reached_by).toBeUndefined();
    expect(event.data.credential).toMatchObject({
      kind: 'cluster-ca',
      distribution: 'kubeadm',
      canonical_path: CA_KEY,
      content: 'private-key',
      subject: 'O=lab, CN=kubernetes',
    });
    expect(Date.parse(event.data.credential?.not_after ?? '')).toBeGreaterThan(started);
    expect(event.process).toMatchObject({ pid, comm: 'cat', uid: 0, euid: 0 });
    expect(event.process.exe?.path).toMatch(/\/cat$/);
    expect(event.process.exe).toMatchObject({ deleted: false, memfd: false, owner_uid: 0 });
    expect(event.process.exe?.mode).toBe(0o755);
    expect(event.process.argv).toEqual(['/bin/cat', lab.path(CA_KEY)]);
    expect(event.process.cwd).toBe(process.cwd());
    expect(event.process.ancestors?.[0]?.pid).toBe(process.pid);
    expect(Math.abs(Date.parse(event.time) - started)).toBeLessThan(5_000);
    const key = readFileSync(lab.path(CA_KEY), 'utf8').split('\n')[1] ?? '';
    expect(JSON.stringify(event)).not.toContain(key);
  });

  it('never reports what it reads itself', async () => {
    readFileSync(lab.path(CA_KEY));
    await lab.settled();
    const own = lab.publisher.of('security_file_open').filter((e) => e.process.pid === process.pid);
    expect(own).toEqual([]);
  });

  it('reports exec, fork and exit of a process under one identity', async () => {
    const pid = await lab.run('/bin/sh', '-c', 'exit 3').catch(() => 0);
    expect(pid).toBe(0);
    const exit = await waitFor(
      () => lab.publisher.of('sched_process_exit').find((e) => e.data.exit_code === 3),
      { what: 'the exit' },
    );
    const exec = await lab.eventOf('sched_process_exec', exit.process.pid, (e) => !e.data.snapshot);
    expect(exec.process.start_time).toBe(exit.process.start_time);
    expect(exec.process.argv).toEqual(['/bin/sh', '-c', 'exit 3']);
    const fork = lab.publisher
      .of('sched_process_fork')
      .find((e) => e.data.child.pid === exit.process.pid);
    expect(fork?.data.child.start_time).toBe(exit.process.start_time);
  });

  it('knows a file that was created after the start', async () => {
    const path = lab.path(`${PKI}/late.key`);
    execFileSync('/bin/sh', ['-c', `echo key > '${path}'`]);
    const pid = await lab.run('/bin/cat', path);
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.credential?.canonical_path).toBe(`${PKI}/late.key`);
  });

  it('follows an atomic replacement', async () => {
    const path = lab.path(`${PKI}/apiserver.key`);
    writeFileSync(lab.path('/tmp/new'), 'a newer key\n');
    const mover = await lab.run('/bin/mv', lab.path('/tmp/new'), path);
    const rename = await lab.eventOf('security_inode_rename', mover);
    expect(rename.data.new_path).toBe(path);
    expect(rename.data.credential?.canonical_path).toBe(`${PKI}/apiserver.key`);
    const pid = await lab.run('/bin/cat', path);
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.credential?.kind).toBe('api-server');
    expect(event.data.reached_by).toBeUndefined();
  });

  it('recognises a key behind a hard link', async () => {
    linkSync(lab.path(`${PKI}/twin.key`), lab.path('/tmp/innocent.txt'));
    const pid = await lab.run('/bin/cat', lab.path('/tmp/innocent.txt'));
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.credential?.canonical_path).toBe(`${PKI}/twin.key`);
    expect(event.data.reached_by).toEqual(['hard_link']);
  });

  it('reports making the link', async () => {
    const pid = await lab.run('/bin/ln', lab.path(`${PKI}/etcd/ca.key`), lab.path('/tmp/link'));
    const event = await lab.eventOf('security_inode_link', pid);
    expect(event.data.old_path).toBe(lab.path(`${PKI}/etcd/ca.key`));
    expect(event.data.new_path).toBe(lab.path('/tmp/link'));
    expect(event.data.credential?.kind).toBe('etcd');
  });

  it('recognises a key that was moved away, long after it left', async () => {
    const mover = await lab.run('/bin/mv', lab.path(`${PKI}/sa.key`), lab.path('/tmp/notes.txt'));
    const rename = await lab.eventOf('security_inode_rename', mover);
    expect(rename.data.old_path).toBe(lab.path(`${PKI}/sa.key`));
    expect(rename.data.new_path).toBe(lab.path('/tmp/notes.txt'));
    expect(rename.data.credential?.kind).toBe('service-account-signing-key');
    // Two heartbeats: the watched set has been compared with the file system in between.
    const beats = lab.publisher.of('sensor_status').length;
    await waitFor(() => lab.publisher.of('sensor_status').length >= beats + 2, { what: 'beats' });
    const pid = await lab.run('/bin/cat', lab.path('/tmp/notes.txt'));
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.credential?.canonical_path).toBe(`${PKI}/sa.key`);
    expect(event.data.reached_by).toEqual(['renamed']);
  });

  it('recognises a key behind a bind mount in another mount namespace', async () => {
    mkdirSync(lab.path('/mnt/x'), { recursive: true });
    const script = `mount --bind '${lab.path(PKI)}' '${lab.path('/mnt/x')}' && exec cat '${lab.path('/mnt/x/ca.key')}'`;
    const pid = await lab.run('unshare', '--mount', '/bin/sh', '-c', script);
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.data.pathname).toBe(lab.path('/mnt/x/ca.key'));
    expect(event.data.credential?.canonical_path).toBe(CA_KEY);
    expect(event.data.reached_by).toEqual(['other_mount']);
  });

  it('recognises keys of a file system mounted below a watched directory later', async () => {
    mkdirSync(lab.path('/etc/kubernetes/tmp'), { recursive: true });
    const volumes = lab.collector.status().watched.filesystems;
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', lab.path('/etc/kubernetes/tmp')]);
    try {
      writeFileSync(lab.path('/etc/kubernetes/tmp/backup.conf'), 'x\n');
      await waitFor(() => lab.collector.status().watched.filesystems > volumes, {
        what: 'the mounted file system',
      });
      const pid = await lab.run('/bin/cat', lab.path('/etc/kubernetes/tmp/backup.conf'));
      const event = await lab.eventOf('security_file_open', pid);
      expect(event.data.credential?.canonical_path).toBe('/etc/kubernetes/tmp/backup.conf');
    } finally {
      execFileSync('umount', [lab.path('/etc/kubernetes/tmp')]);
    }
  });

  it('says nothing about other files, also in a watched directory', async () => {
    writeFileSync(lab.path('/tmp/plain.key'), 'x\n');
    mkdirSync(lab.path('/etc/kubernetes/manifests'), { recursive: true });
    writeFileSync(lab.path('/etc/kubernetes/manifests/etcd.yaml'), 'x\n');
    const pid = await lab.run(
      '/bin/cat',
      lab.path('/tmp/plain.key'),
      lab.path('/etc/kubernetes/manifests/etcd.yaml'),
    );
    await lab.eventOf('sched_process_exit', pid);
    expect(lab.publisher.of('security_file_open').filter((e) => e.process.pid === pid)).toEqual([]);
    expect(lab.collector.status().filtered).toBeGreaterThan(0);
  });

  it('carries a file name of hostile bytes exactly', async () => {
    const name = Buffer.concat([
      Buffer.from(lab.path(`${PKI}/`)),
      Buffer.from('a\n\u001b[31m\\'),
      Buffer.from([0xff]),
      Buffer.from('.key'),
    ]);
    writeFileSync(name, 'x\n');
    const child = spawn('/bin/sh', ['-c', `cat '${lab.path(PKI)}'/a*.key`], { stdio: 'ignore' });
    await once(child, 'exit');
    const event = await waitFor(
      () =>
        lab.publisher
          .of('security_file_open')
          .find((e) => e.process.comm === 'cat' && e.data.pathname.includes('\u001b')),
      { what: 'the event' },
    );
    expect(event.data.pathname).toBe(`${lab.path(PKI)}/a\n\u001b[31m\\\\\\xff.key`);
    expect(event.data.credential?.content).toBe('private-key');
  });

  it('reports that a directory above the credentials was moved', async () => {
    const other = new Lab();
    writeFileSync(other.path(CA_KEY), 'x\n');
    await other.start();
    try {
      const pid = await other.run('/bin/mv', other.path('/etc/kubernetes'), other.path('/etc/k2'));
      const event = await other.eventOf('security_inode_rename', pid);
      expect(event.data.credential).toMatchObject({
        kind: 'cluster-ca',
        canonical_path: '/etc/kubernetes',
      });
      const reader = await other.run('/bin/cat', other.path('/etc/k2/pki/ca.key'));
      const open = await other.eventOf('security_file_open', reader);
      expect(open.data.credential?.canonical_path).toBe(CA_KEY);
      expect(open.data.reached_by).toEqual(['renamed_parent']);
    } finally {
      await other.close();
    }
  });

  it('finds a directory that did not exist at the start', async () => {
    const other = new Lab();
    await other.start({ reconcile_ms: 3_600_000 });
    try {
      expect(other.collector.status().watched.files).toBe(0);
      writeFileSync(other.path(CA_KEY), 'x\n');
      await waitFor(() => other.collector.status().watched.files > 0, { what: 'the key' });
      const pid = await other.run('/bin/cat', other.path(CA_KEY));
      const event = await other.eventOf('security_file_open', pid);
      expect(event.data.credential?.kind).toBe('cluster-ca');
    } finally {
      await other.close();
    }
  });

  it('sees an executable that is deleted while it runs', async () => {
    const tool = lab.path('/tmp/tool');
    copyFileSync('/bin/sh', tool);
    execFileSync('/bin/chmod', ['755', tool]);
    const pid = await lab.run(tool, '-c', `rm '${tool}'; read line < '${lab.path(CA_KEY)}'`);
    const event = await lab.eventOf('security_file_open', pid);
    expect(event.process.exe).toMatchObject({ path: tool, deleted: true });
  });

  it('numbers without gaps and accounts for every event', async () => {
    await lab.settled();
    renameSync(lab.path('/tmp/plain.key'), lab.path('/tmp/plainer.key'));
    await lab.close();
    const seqs = lab.publisher.events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    const last = lab.publisher.of('sensor_status').at(-1);
    expect(last?.data.state).toBe('stopping');
    const { captured, published, filtered, queued, lost } = lab.collector.status();
    const losses = Object.values(lost).reduce((sum, count) => sum + count, 0);
    expect(published + filtered + queued + losses).toBe(captured);
    expect({ queued, lost }).toEqual({ queued: 0, lost: {} });
    expect(published).toBe(lab.publisher.events.length);
  });
});

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCriSockets } from './cri-socket.js';

async function listen(root: string, path: string): Promise<Server> {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  const server = createServer().listen(join(root, path));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return server;
}

const scratch = () => mkdtempSync(join(tmpdir(), 'keywarden-cri-'));

describe('findCriSockets', () => {
  it('finds none on a node without a runtime', () => {
    expect(findCriSockets(scratch(), undefined)).toEqual([]);
  });

  it('puts the general containerd last: Docker brings one too', async () => {
    const root = scratch();
    await listen(root, '/run/containerd/containerd.sock');
    await listen(root, '/run/k3s/containerd/containerd.sock');
    await listen(root, '/run/crio/crio.sock');
    expect(findCriSockets(root, undefined).map(({ path }) => path)).toEqual([
      '/run/k3s/containerd/containerd.sock',
      '/run/crio/crio.sock',
      '/run/containerd/containerd.sock',
    ]);
  });

  it('follows the links of the node below the host root', async () => {
    const root = scratch();
    await listen(root, '/run/cri-dockerd.sock');
    mkdirSync(join(root, 'var'));
    symlinkSync('/run', join(root, 'var/run'));
    expect(findCriSockets(root, undefined)).toEqual([
      { path: '/var/run/cri-dockerd.sock', hostPath: join(root, 'run/cri-dockerd.sock') },
    ]);
  });

  it('takes the configured one alone, and only a socket', async () => {
    const root = scratch();
    await listen(root, '/run/crio/crio.sock');
    await listen(root, '/srv/my.sock');
    writeFileSync(join(root, 'srv/file.sock'), '');
    expect(findCriSockets(root, '/srv/my.sock')).toHaveLength(1);
    expect(findCriSockets(root, '/srv/file.sock')).toEqual([]);
    expect(findCriSockets(root, '/srv/none.sock')).toEqual([]);
  });
});

import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Health } from '@keywarden/platform';
import { describe, expect, it, onTestFinished } from 'vitest';
import { criSection } from './config.js';
import { ContainerNames } from './container-names.js';
import type { CriContainer, CriContainerStatus } from './cri-api.js';
import type { CriClient } from './cri-client.js';

const APP = 'a'.repeat(64);
const NEW = 'b'.repeat(64);
const POD = { namespace: 'default', name: 'web-0', uid: 'uid-a' };

/** A runtime whose answers can be held back, and changed. */
class FakeRuntime {
  readonly containers: CriContainer[] = [container(APP)];
  status: CriContainerStatus = { image: { image: 'registry.example/web:1' } };
  failure: Error | undefined;
  rounds = 0;
  closed = 0;
  held: Promise<unknown> = Promise.resolve();

  readonly open = (): CriClient => ({
    listPodSandboxes: () => this.#answer([{ id: 's', metadata: POD }]),
    listContainers: () => {
      this.rounds += 1;
      return this.#answer([...this.containers]);
    },
    containerStatus: () => this.#answer({ status: this.status }),
    close: () => {
      this.closed += 1;
    },
  });

  async #answer<Answer>(answer: Answer): Promise<Answer> {
    await this.held;
    if (this.failure !== undefined) throw this.failure;
    return answer;
  }
}

function container(id: string): CriContainer {
  return { id, podSandboxId: 's', metadata: { name: 'app' }, image: { image: 'sha256:1' } };
}

async function rig({ socket = true, section = {} } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-names-'));
  if (socket) {
    mkdirSync(join(root, 'run/crio'), { recursive: true });
    const server = createServer().listen(join(root, 'run/crio/crio.sock'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
  }
  const runtime = new FakeRuntime();
  const health = new Health();
  const names = new ContainerNames({
    hostRoot: root,
    config: criSection.parse(section),
    health,
    monotonicMs: () => performance.now(),
    openCri: runtime.open,
  });
  onTestFinished(() => names.close());
  const cri = () => health.report().components.cri;
  return { names, runtime, cri };
}

const known = {
  container: { id: APP, name: 'app', image: 'registry.example/web:1' },
  pod: POD,
};
const unresolved = (id: string, reason: string) => ({ container: { id, unresolved: reason } });

describe('ContainerNames', () => {
  it('knows what was there after the start', async () => {
    const { names, cri } = await rig();
    await names.start(60_000);
    expect(names.describe({ containerId: APP })).toMatchObject({
      container: { id: APP, name: 'app' },
      pod: POD,
    });
    await expect.poll(() => names.describe({ containerId: APP })).toEqual(known);
    expect(cri()).toEqual({ state: 'ok' });
    expect(names.describe({})).toEqual({});
    expect(names.counts()).toMatchObject({ rounds: { read: 1 }, containers: 2 });
  });

  it('answers at once for a container that is new, and knows it later', async () => {
    const { names, runtime } = await rig();
    await names.start(60_000);
    runtime.containers.push(container(NEW));
    expect(names.describe({ containerId: NEW, podUid: 'uid-a' })).toEqual({
      ...unresolved(NEW, 'pending'),
      pod: POD,
    });
    await expect
      .poll(() => names.describe({ containerId: NEW }), { timeout: 10_000 })
      .toMatchObject({ container: { name: 'app' } });
    expect(runtime.rounds).toBe(2);
    expect(names.counts().lookups.pending).toBeGreaterThan(0);
  });

  it('says that the runtime does not know an id, and asks few times', async () => {
    const { names, runtime } = await rig();
    await names.start(60_000);
    await expect
      .poll(() => names.describe({ containerId: NEW }), { timeout: 10_000 })
      .toEqual(unresolved(NEW, 'unknown'));
    for (let event = 0; event < 10_000; event += 1) names.describe({ containerId: NEW });
    expect(runtime.rounds).toBeLessThanOrEqual(3);
  });

  it('waits for nothing: neither an event nor, beyond its time, the start', async () => {
    const { names, runtime } = await rig();
    runtime.held = new Promise(() => undefined);
    await names.start(1);
    expect(names.describe({ containerId: APP, podUid: 'uid-a' })).toEqual({
      ...unresolved(APP, 'pending'),
      pod: { uid: 'uid-a' },
    });
  });

  it('says that the runtime does not answer, and recovers', async () => {
    const { names, runtime, cri } = await rig();
    runtime.failure = new Error('no such luck');
    await names.start(60_000);
    expect(names.describe({ containerId: APP })).toEqual(unresolved(APP, 'unavailable'));
    expect(cri()).toEqual({
      state: 'degraded',
      detail: '/run/crio/crio.sock: Error: no such luck',
    });
    runtime.failure = undefined;
    await expect
      .poll(() => names.describe({ containerId: APP }), { timeout: 10_000 })
      .toEqual(known);
    expect(cri()?.state).toBe('ok');
    expect(runtime.closed).toBe(2);
  });

  it('reports nothing on a node without a runtime', async () => {
    const { names, cri } = await rig({ socket: false });
    await names.start(60_000);
    expect(names.describe({ containerId: APP })).toEqual(unresolved(APP, 'no_socket'));
    expect(cri()).toBeUndefined();
  });

  it('reports that a socket that was named is not there', async () => {
    const { names, cri } = await rig({ section: { socket: '/srv/cri.sock' } });
    await names.start(60_000);
    expect(cri()).toEqual({ state: 'degraded', detail: 'there is no socket at /srv/cri.sock' });
  });

  it('asks nobody when it may not', async () => {
    const { names, runtime, cri } = await rig({ section: { enabled: 'never' } });
    await names.start(60_000);
    expect(names.describe({ containerId: APP })).toEqual(unresolved(APP, 'disabled'));
    expect([runtime.rounds, cri()]).toEqual([0, undefined]);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { ContainedProcess, missingCgroups } from './contained-process.ts';
import { CriRuntime, type FakeContainer, makeContainer } from './cri-runtime.ts';
import { Lab } from './lab.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const SOCKET = '/run/containerd/containerd.sock';
const missing = missingCgroups();

/** A node with a credential and a runtime that is not started yet. */
function node() {
  const lab = new Lab();
  writeFileSync(lab.path(CA_KEY), 'a key\n');
  const runtime = new CriRuntime(join(lab.root, SOCKET));
  onTestFinished(async () => {
    await lab.close();
    runtime.stop();
  });
  const open = openIn(lab);
  return { lab, runtime, open };
}

function openIn(lab: Lab) {
  return async (container: FakeContainer) => {
    const { id, podUid } = container;
    const slice = `kubepods-burstable-pod${podUid.replaceAll('-', '_')}.slice`;
    const path = `kubepods.slice/kubepods-burstable.slice/${slice}/cri-containerd-${id}.scope`;
    const inside = new ContainedProcess(path, lab.path(CA_KEY));
    onTestFinished(() => inside.end());
    // Its second program is the one that runs in the group.
    await lab.eventOf(
      'sched_process_exec',
      inside.pid,
      (e) => e.process.argv?.[0] === 'sh' && e.process.argv.length === 5,
    );
    return inside;
  };
}

/** Opens the credential once more, and gives container and pod of that event. */
async function placeOfNextOpen(lab: Lab, inside: ContainedProcess) {
  const opens = () =>
    lab.publisher.of('security_file_open').filter(({ process }) => process.pid === inside.pid);
  const before = opens().length;
  inside.open();
  const { process } = await waitFor(() => opens()[before], { what: 'the open' });
  return { container: process.container, pod: process.pod };
}

function expected({ id, name, image, namespace, podName, podUid, labels }: FakeContainer) {
  return {
    container: {
      id,
      name,
      image,
      image_digest: `sha256:${id}`,
      privileged: false,
      created_at: '2025-11-25T23:00:00.000000000Z',
    },
    pod: { namespace, name: podName, uid: podUid, labels },
  };
}

function health(lab: Lab) {
  return lab.health.report().components.cri;
}

/** The pod's token, as the kubelet writes it; its signature is of no key. */
function writeToken(lab: Lab, { podUid, namespace, tokenVolume }: FakeContainer, account: string) {
  const claims = { namespace, pod: { uid: podUid }, serviceaccount: { name: account } };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = part({ 'kubernetes.io': claims });
  const file = lab.path(join(tokenVolume, 'token'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${part({ alg: 'RS256' })}.${payload}.${'s'.repeat(342)}`);
}

describe.skipIf(missing !== undefined)(`names from a container runtime ${missing ?? ''}`, () => {
  it('are on the events: container, image, pod, service account', async () => {
    const { lab, runtime, open } = node();
    const container = makeContainer();
    writeToken(lab, container, 'robot');
    runtime.containers.push(container);
    await runtime.start();
    await lab.start();
    const inside = await open(container);
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 20_000 })
      .toEqual({
        ...expected(container),
        pod: { ...expected(container).pod, service_account: 'robot' },
      });
    expect(health(lab)).toEqual({ state: 'ok' });
    const exec = await lab.eventOf(
      'sched_process_exec',
      inside.pid,
      (e) => e.process.container !== undefined,
    );
    expect(exec.process.container).toMatchObject({ id: container.id, name: 'app' });
  });

  it('say what confines a container: privileges, the paths of the node, a manifest of the node', async () => {
    const { lab, runtime, open } = node();
    const more = { privileged: true, hostPaths: ['/var/log', '/'], source: 'file' } as const;
    const container = makeContainer(more);
    runtime.containers.push(container);
    await runtime.start();
    await lab.start();
    const inside = await open(container);
    const { container: named, pod } = expected(container);
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 20_000 })
      .toEqual({
        container: { ...named, privileged: true, host_mounts: ['/', '/var/log'] },
        pod: { ...pod, static: true },
      });
  });

  it('are not there for a container that the runtime does not know, and come when it does', async () => {
    const { lab, runtime, open } = node();
    await runtime.start();
    await lab.start();
    const container = makeContainer();
    const inside = await open(container);
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 20_000 })
      .toEqual({
        container: { id: container.id, unresolved: 'unknown' },
        pod: { uid: container.podUid },
      });
    runtime.containers.push(container);
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 30_000 })
      .toEqual(expected(container));
  });

  it('come from a runtime that starts after the collector', async () => {
    const { lab, runtime, open } = node();
    await lab.start();
    const container = makeContainer();
    const inside = await open(container);
    expect(await placeOfNextOpen(lab, inside)).toEqual({
      container: { id: container.id, unresolved: 'no_socket' },
      pod: { uid: container.podUid },
    });
    expect(health(lab)).toBeUndefined();
    runtime.containers.push(container);
    await runtime.start();
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 30_000, interval: 500 })
      .toEqual(expected(container));
    expect(health(lab)).toEqual({ state: 'ok' });
  });

  it('hold up no event while the runtime does not answer', async () => {
    const { lab, runtime, open } = node();
    let release: () => void = () => undefined;
    runtime.gate = new Promise<void>((resolve) => (release = resolve));
    const container = makeContainer();
    runtime.containers.push(container);
    await runtime.start();
    await lab.start({ cri: { timeout_ms: 60_000 } });
    const inside = await open(container);
    expect(await placeOfNextOpen(lab, inside)).toEqual({
      container: { id: container.id, unresolved: 'pending' },
      pod: { uid: container.podUid },
    });
    expect(runtime.calls).toBeGreaterThan(0);
    release();
    await expect
      .poll(() => placeOfNextOpen(lab, inside), { timeout: 20_000 })
      .toEqual(expected(container));
  });

  it('do not hold up the end of the collector either', async () => {
    const { lab, runtime } = node();
    runtime.gate = new Promise(() => undefined);
    await runtime.start();
    await lab.start({ cri: { timeout_ms: 60_000 } });
    await lab.close();
    expect(lab.collector.status()).toMatchObject({ state: 'stopping', queued: 0 });
  });

  it('come again after the runtime was killed and started anew', async () => {
    const { lab, runtime, open } = node();
    const [first, second] = [makeContainer(), makeContainer({ podName: 'web-1' })];
    runtime.containers.push(first);
    await runtime.start();
    await lab.start({ cri: { timeout_ms: 500 } });
    const inFirst = await open(first);
    await expect.poll(() => placeOfNextOpen(lab, inFirst)).toEqual(expected(first));

    runtime.stop();
    const inSecond = await open(second);
    await expect
      .poll(async () => (await placeOfNextOpen(lab, inSecond)).container?.unresolved, {
        timeout: 20_000,
      })
      .toMatch(/^(unavailable|no_socket)$/);
    expect(health(lab)?.state).toBe('degraded');
    expect(await placeOfNextOpen(lab, inFirst)).toEqual(expected(first));

    runtime.containers.push(second);
    await runtime.start();
    await expect
      .poll(() => placeOfNextOpen(lab, inSecond), { timeout: 40_000, interval: 500 })
      .toEqual(expected(second));
    expect(health(lab)).toEqual({ state: 'ok' });
  });

  it('are carried exactly however hostile they are, and left out where they are endless', async () => {
    const { lab, runtime, open } = node();
    const hostile = makeContainer({
      name: 'a\n\u001b[31m"}\u202e',
      podName: '</script>\u0000$(reboot)',
      labels: { ['__proto__']: 'x', constructor: 'y', 'io.kubernetes.pod.name': 'kube-apiserver' },
    });
    const endless = makeContainer({ name: 'n'.repeat(100_000), image: 'i'.repeat(2_000) });
    runtime.containers.push(hostile, endless);
    await runtime.start();
    await lab.start();
    const inHostile = await open(hostile);
    const { container, pod } = expected(hostile);
    await expect
      .poll(() => placeOfNextOpen(lab, inHostile))
      .toEqual({ container, pod: { ...pod, labels: { constructor: 'y' } } });
    const inEndless = await open(endless);
    expect(await placeOfNextOpen(lab, inEndless)).toEqual({
      container: {
        ...{ id: endless.id, image: `sha256:${endless.id}`, privileged: false },
        image_digest: container.image_digest.replace(hostile.id, endless.id),
        created_at: container.created_at,
      },
      pod: expected(endless).pod,
    });
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('are not asked of a containerd without a CRI, as Docker brings one', async () => {
    const { lab, runtime, open } = node();
    runtime.speaksCri = false;
    await runtime.start();
    await lab.start();
    const container = makeContainer();
    const inside = await open(container);
    expect((await placeOfNextOpen(lab, inside)).container).toEqual({
      id: container.id,
      unresolved: 'no_socket',
    });
    expect(health(lab)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { containerFacts, imageName, sandboxFacts } from './runtime-facts.js';

const pod = { namespace: 'default', name: 'web-0', uid: '0f4b7e2c-1111-2222-3333-444455556666' };
const labels = {
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.pod.namespace': 'default',
  'io.kubernetes.pod.uid': pod.uid,
  'io.kubernetes.container.name': 'app',
};

describe('runtime facts', () => {
  it('takes the pod of the sandbox', () => {
    expect(sandboxFacts({ id: 's', metadata: pod })).toEqual({ container: { id: 's' }, pod });
    const listed = {
      id: 'c',
      podSandboxId: 's',
      metadata: { name: 'app' },
      image: { image: 'sha256:1', userSpecifiedImage: 'registry.example/web:1' },
      labels: { 'io.kubernetes.pod.name': 'somebody-else' },
    };
    expect(containerFacts(listed, new Map([['s', pod]]))).toEqual({
      container: { id: 'c', name: 'app', image: 'registry.example/web:1' },
      pod,
    });
  });

  it('knows a static pod by what the kubelet noted, or by the uid that it made', () => {
    const from = (value: string) => ({
      id: 's',
      metadata: { name: 'etcd', uid: pod.uid },
      annotations: [
        { key: 'note', value: Buffer.from('file') },
        { key: 'kubernetes.io/config.source', value: Buffer.from(value) },
      ],
    });
    expect(sandboxFacts(from('file'))?.pod?.static).toBe(true);
    expect(sandboxFacts(from('api'))?.pod?.static).toBeUndefined();
    expect(sandboxFacts({ id: 's', metadata: { uid: 'd'.repeat(32) } })?.pod?.static).toBe(true);
    expect(sandboxFacts({ id: 's', metadata: { uid: 'd'.repeat(31) } })?.pod).toEqual({
      uid: 'd'.repeat(31),
    });
  });

  it("carries a pod's own labels, in one order and as many as are plausible", () => {
    const own = { tier: 'web', app: 'shop', empty: '', long: 'x'.repeat(1_025) };
    const { pod: found } = sandboxFacts({ id: 's', labels: { ...labels, ...own } }) ?? {};
    expect(Object.entries(found?.labels ?? {})).toEqual([
      ['app', 'shop'],
      ['empty', ''],
      ['tier', 'web'],
    ]);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`l${String(n)}`, 'x']));
    const bounded = sandboxFacts({ id: 's', labels: many })?.pod?.labels ?? {};
    expect(Object.keys(bounded)).toHaveLength(64);
  });

  it('says when a container was made, where that is a time', () => {
    const made = (createdAt: string) =>
      containerFacts({ id: 'c', createdAt }, new Map())?.container.created_at;
    expect(made('1764111600000000001')).toBe('2025-11-25T23:00:00.000000001Z');
    expect(['0', '-5', '', 'x', '9'.repeat(30)].map(made)).toEqual(Array(5).fill(undefined));
  });

  it('takes the labels of the kubelet where there is no sandbox', () => {
    expect(containerFacts({ id: 'c', podSandboxId: 'gone', labels }, new Map())).toEqual({
      container: { id: 'c', name: 'app' },
      pod,
    });
  });

  it('leaves out what is missing, empty or no name', () => {
    expect(containerFacts({ id: 'c' }, new Map())).toEqual({ container: { id: 'c' } });
    expect(containerFacts({ id: '' }, new Map())).toBeUndefined();
    expect(sandboxFacts({ metadata: pod })).toBeUndefined();
    const endless = { id: 'c', metadata: { name: 'x'.repeat(1_025) }, labels: {} };
    expect(containerFacts(endless, new Map())).toEqual({ container: { id: 'c' } });
    expect(imageName({ image: '', userSpecifiedImage: '' })).toBeUndefined();
  });

  it('reads nothing that a prototype gives', () => {
    const trick = JSON.parse('{"__proto__":{"io.kubernetes.pod.name":"x"}}') as Record<
      string,
      string
    >;
    expect(
      containerFacts({ id: 'c', labels: Object.create(labels) as typeof labels }, new Map()),
    ).toEqual({ container: { id: 'c' } });
    expect(containerFacts({ id: 'c', labels: trick }, new Map())).toEqual({
      container: { id: 'c' },
    });
  });
});

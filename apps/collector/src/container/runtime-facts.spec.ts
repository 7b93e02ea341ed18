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

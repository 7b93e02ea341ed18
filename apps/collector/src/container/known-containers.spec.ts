import { describe, expect, it } from 'vitest';
import { KnownContainers } from './known-containers.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NOBODY = 'f'.repeat(64);

const podA = { namespace: 'default', name: 'web', uid: 'uid-a' };
const podB = { namespace: 'kube-system', name: 'etcd', uid: 'uid-b' };
const inA = { container: { id: A, name: 'app' }, pod: podA };
const inB = { container: { id: B, name: 'etcd' }, pod: podB };

function known(limit = 10) {
  const containers = new KnownContainers(limit);
  containers.put(inA);
  containers.put(inB);
  return containers;
}

describe('KnownContainers', () => {
  it('finds a container, with or without a pod in the path', () => {
    const place = { kind: 'known', facts: inA };
    expect(known().find({ containerId: A, podUid: 'uid-a' })).toEqual(place);
    expect(known().find({ containerId: A })).toEqual(place);
    expect(known().find({ containerId: A, outerContainerIds: [NOBODY] })).toEqual(place);
  });

  it('finds the pod of a process that is in no container of it', () => {
    expect(known().find({ podUid: 'uid-b' })).toEqual({ kind: 'known', facts: { pod: podB } });
    expect(known().find({ podUid: 'uid-x' })).toEqual({ kind: 'unknown' });
  });

  it('knows the pod of a container that another runtime started', () => {
    expect(known().find({ containerId: NOBODY, podUid: 'uid-a' })).toEqual({
      kind: 'unknown',
      pod: podA,
    });
    expect(known().find({ containerId: NOBODY, outerContainerIds: [A] })).toEqual({
      kind: 'unknown',
      pod: podA,
    });
  });

  it('is not taken in by a group that is named like a container of another pod', () => {
    const forged = { containerId: B, outerContainerIds: [A], podUid: 'uid-b' };
    expect(known().find(forged)).toEqual({ kind: 'known', facts: inA });
    expect(known().find({ containerId: B, podUid: 'uid-a' })).toEqual({ kind: 'contradicted' });
  });

  it('gives a pod what one of its containers told', () => {
    const containers = known();
    containers.put({ container: inA.container, pod: { ...podA, service_account: 'robot' } });
    containers.put({ container: { id: NOBODY, name: 'sidecar' }, pod: podA });
    expect(containers.find({ containerId: NOBODY })).toMatchObject({
      facts: { pod: { service_account: 'robot' } },
    });
  });

  it('forgets the longest unused beyond its limit', () => {
    const containers = known(2);
    containers.find({ containerId: A });
    containers.put({ container: { id: NOBODY } });
    expect([A, B, NOBODY].map((id) => containers.has(id))).toEqual([true, false, true]);
    expect(containers.size).toBe(2);
  });
});

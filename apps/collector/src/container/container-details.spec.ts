import { describe, expect, it } from 'vitest';
import { containerDetails } from './container-details.js';

const UID = '0f4b7e2c-1111-2222-3333-444455556666';
const SHA = `sha256:${'a'.repeat(64)}`;

const mountsOf = (...paths: readonly (readonly [string, string])[]) =>
  containerDetails(
    { status: { mounts: paths.map(([containerPath, hostPath]) => ({ containerPath, hostPath })) } },
    UID,
  ).host_mounts;
const privileged = (info: unknown) =>
  containerDetails({ status: {}, info: { info: JSON.stringify(info) } }, UID).privileged;

describe('container details', () => {
  it.each([
    [`registry.example/web@${SHA}`, SHA],
    [`docker-pullable://web@${SHA}`, SHA],
    [SHA, SHA],
    ['registry.example/web:1', undefined],
    [`${SHA}0`, undefined],
    [`x${SHA}`, undefined],
    ['', undefined],
  ])('of the image %s', (imageRef, digest) => {
    expect(containerDetails({ status: { imageRef } }, UID).image_digest).toBe(digest);
  });

  it('show what of the node is mounted, once each and in one order', () => {
    expect(
      mountsOf(
        ['/host', '/'],
        ['/logs', '/var/log'],
        ['/pki', '/etc/kubernetes/pki'],
        ['/again', '/var/log'],
        ['/sock', '/run/containerd/containerd.sock'],
      ),
    ).toEqual(['/', '/etc/kubernetes/pki', '/run/containerd/containerd.sock', '/var/log']);
  });

  it("show neither the pod's volumes nor what the runtime puts there", () => {
    const pods = `/var/lib/kubelet/pods/${UID}`;
    const sandbox = '/run/containers/storage/overlay-containers/0853/userdata';
    const state = '/var/lib/rancher/k3s/agent/containerd/io.containerd.grpc.v1.cri/sandboxes/0853';
    const own = [
      ['/etc/hosts', `${pods}/etc-hosts`],
      ['/token', `${pods}/volumes/kubernetes.io~projected/kube-api-access-x`],
      ['/data', `/var/snap/microk8s/common/var/lib/kubelet/pods/${UID}/volumes/a`],
      ['/etc/resolv.conf', `${sandbox}/resolv.conf`],
      ['/dev/shm', `${state}/shm`],
      ['/etc/hostname', '/var/lib/docker/containers/0853/hostname'],
    ] as const;
    expect(mountsOf(...own)).toBeUndefined();
  });

  it("show another pod's volumes, and paths that only look like its own", () => {
    const other = '/var/lib/kubelet/pods/11111111-1111-2222-3333-444455556666/volumes';
    expect(
      mountsOf(
        ['/a', other],
        ['/b', `/var/lib/kubelet/pods/${UID}/../../../../../etc/kubernetes`],
        ['/etc/hosts', '/etc/shadow'],
        ['/c', ''],
        ['/d', `/${'x'.repeat(2_000)}`],
      ),
    ).toEqual(['/etc/kubernetes', '/etc/shadow', other]);
  });

  it('say what is privileged in the form of containerd and of CRI-O', () => {
    const containerd = (context: object) => ({ config: { linux: { security_context: context } } });
    expect(privileged(containerd({ privileged: true }))).toBe(true);
    expect(privileged(containerd({}))).toBe(false);
    expect(privileged({ privileged: true })).toBe(true);
    expect(privileged({ privileged: false })).toBe(false);
  });

  it.each(['', '{', 'null', '[]', '"x"', '{"privileged":"yes"}', '{"config":7}', '{"config":{}}'])(
    'say nothing of notes like %j',
    (info) => {
      expect(containerDetails({ status: {}, info: { info } }, UID)).toEqual({});
    },
  );

  it('say nothing where there is nothing', () => {
    expect(containerDetails({}, undefined)).toEqual({});
    const endless = `{"privileged":true,"x":"${'y'.repeat(1024 * 1024)}"}`;
    expect(containerDetails({ info: { info: endless } }, undefined)).toEqual({});
  });
});

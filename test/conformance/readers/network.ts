import { childOf, pod } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';

/** A plugin is a short-lived child of the container runtime, on every pod that comes or goes. */
const plugin = (name: string, runtime: 'containerd' | 'crio' = 'containerd'): Reader =>
  childOf(`/usr/bin/${runtime}`, `${runtime}.service`, `/opt/cni/bin/${name}`);

const daemon = (exe: string, image: string, name: string): Reader =>
  pod(exe, { image, namespace: 'kube-system', pod: `${name}-k4x8z` });

export const CNI_READERS = {
  calico: plugin('calico'),
  'calico-component': daemon('/usr/bin/calico', 'quay.io/calico/calico:v3.32.0', 'calico-node'),
  'calico-node': daemon('/bin/calico-node', 'quay.io/calico/node:v3.30.0', 'calico-node'),
  multus: plugin('multus', 'crio'),
  'multus-shim': plugin('multus-shim', 'crio'),
  thin_entrypoint: daemon(
    '/thin_entrypoint',
    'ghcr.io/k8snetworkplumbingwg/multus-cni:v4.2.3',
    'multus',
  ),
  'multus-daemon': daemon(
    '/usr/src/multus-cni/bin/multus-daemon',
    'ghcr.io/k8snetworkplumbingwg/multus-cni:v4.2.3-thick',
    'multus',
  ),
  whereabouts: plugin('whereabouts'),
  'ip-control-loop': daemon(
    '/ip-control-loop',
    'ghcr.io/k8snetworkplumbingwg/whereabouts:v0.9.2',
    'whereabouts',
  ),
  'cilium-agent': daemon('/usr/bin/cilium-agent', 'quay.io/cilium/cilium:v1.19.1', 'cilium'),
  'cilium-cni': plugin('cilium-cni'),
  'aws-cni': plugin('aws-cni'),
} satisfies Record<string, Reader>;

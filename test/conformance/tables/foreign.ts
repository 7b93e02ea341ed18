import { rows, type Case } from '../support/case.ts';
import { secretOf, tokenOf, VICTIM } from '../support/volumes.ts';
import type { PlaceRow } from '../support/places.ts';
import { credentialAt } from '../support/judge-case.ts';
import { DISTRIBUTIONS } from './places/index.ts';

/** These write the volumes of pods, or are one program with what does. */
const WRITES_VOLUMES = /^(?:kubelet|kubelite|k3s-.*)$/;

/**
 * Programs with one job, of which the facts name every file. Not here are those that make or save all
 * files of a node (kubeadm, rke2, k0s, kubelite, nodeup, machined), clients that are given any
 * kubeconfig, and plugins of one network among others.
 */
const ONE_JOB = new Set([
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd', 'kubelet'],
  ...['kube-proxy', 'probe-kubectl', 'konnectivity-server', 'systemd', 'node-exporter'],
  ...['etcd-manager', 'kops-controller', 'kube-apiserver-healthcheck', 'channels'],
  ...['cilium-agent', 'cilium-operator', 'proxy-agent', 'kube-rbac-proxy', 'multus-daemon'],
  ...['ovnkube', 'machine-config-server', 'runtimecfg', 'acr-credential-provider'],
]);

const FACT = '6.32: who may read, and what';

const ofPods = DISTRIBUTIONS.flatMap(({ name, readers }) =>
  Object.entries(readers)
    .filter(([id]) => !WRITES_VOLUMES.test(id))
    .flatMap(([id, reader]) =>
      rows({ reader, expected: 'alert', fact: `6.8; ${FACT}` }, [
        { title: `${name}: ${id} reads the token of a pod`, path: tokenOf(VICTIM) },
        { title: `${name}: ${id} reads the secret of a pod`, path: secretOf(VICTIM, 'tls.key') },
      ]),
    ),
);

/** Keys of authorities that no daemon opens, only a command line (fact 0.12). */
const AT_REST =
  /(?:front-proxy-ca|request-header-ca|etcd\/(?:.*-)?ca)\.key$|\/tls-\d+\/|\/rotate-ca\//;

/** What a reader has besides, by facts that are no row of the catalogue. */
const ALSO: Readonly<Record<string, RegExp>> = {
  'kube-rbac-proxy': /kubelet-(?:server|client)-.*\.pem$|\/var\/lib\/kubelet\/kubeconfig$/,
  'node-exporter': /kubelet-server-/,
  'proxy-agent': /konnectivity-agent/,
  ovnkube: /\/pki\/kubelet-client-/,
  'multus-daemon': /\/pki\/kubelet-client-|multus/,
  kubelet: /\/var\/lib\/kubelet\//,
};

const isSecret = ([, , content]: PlaceRow): boolean => content === 'secret';
const isOf =
  (id: string) =>
  ([, , , list]: PlaceRow): boolean =>
    list.split(' ').includes(id);
const kindOf = ([path]: PlaceRow): string | undefined => credentialAt({ path })?.kind;

/**
 * What a reader has no business with: another kind than its own, a key at rest, or, where the kind says
 * nothing and for the kubelet (6.11), every place that is not its own.
 */
function foreignTo(id: string, places: readonly PlaceRow[]): readonly PlaceRow[] {
  const secrets = places.filter(isSecret);
  const kinds = new Set(secrets.filter(isOf(id)).map(kindOf));
  return secrets
    .filter((place) => !isOf(id)(place) && ALSO[id]?.test(place[0]) !== true)
    .filter((place) => {
      const kind = kindOf(place);
      return id === 'kubelet' || kind === 'other' || !kinds.has(kind) || AT_REST.test(place[0]);
    });
}

/** Plugins of one network among others share a folder, and what starts etcd on kOps is not known. */
const hasOwnPlaces = (distribution: string, id: string): boolean =>
  distribution !== 'CNI' && !(distribution === 'kOps' && id === 'etcd');

const ofOthers = DISTRIBUTIONS.flatMap(({ name, readers, places }) =>
  Object.entries(readers)
    .filter(([id]) => ONE_JOB.has(id) && hasOwnPlaces(name, id))
    .flatMap(([id, reader]) =>
      rows(
        { reader, expected: 'alert', fact: FACT },
        foreignTo(id, places).map(([path]) => ({
          title: `${name}: ${id} reads what is another's: ${path}`,
          path,
        })),
      ),
    ),
);

/** Nobody is allowed more than the facts give. */
export const FOREIGN: readonly Case[] = [...ofPods, ...ofOthers];

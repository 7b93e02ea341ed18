import { AKS } from './data/aks.js';
import { CNI } from './data/cni.js';
import { DOCKER_DESKTOP } from './data/docker-desktop.js';
import { EKS } from './data/eks.js';
import { ETCD } from './data/etcd.js';
import { GCE } from './data/gce.js';
import { GENERIC } from './data/generic.js';
import { GKE } from './data/gke.js';
import { K0S } from './data/k0s.js';
import { K3S } from './data/k3s.js';
import { KIND } from './data/kind.js';
import { KOPS } from './data/kops.js';
import { KUBEADM } from './data/kubeadm.js';
import { KUBESPRAY } from './data/kubespray.js';
import { MICROK8S } from './data/microk8s.js';
import { MINIKUBE } from './data/minikube.js';
import { OPENSHIFT } from './data/openshift.js';
import { RKE1 } from './data/rke1.js';
import { RKE2 } from './data/rke2.js';
import { TALOS } from './data/talos.js';
import type { CatalogueEntry } from './entry.js';
import { OTHER_KUBELET_ROOTS } from './kubelet-roots.js';
import { PKI_RESERVE } from './reserve.js';

/** Every known location; of equals the first one is shown. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...KUBEADM,
  ...GENERIC,
  ...K3S,
  ...RKE2,
  ...RKE1,
  ...MICROK8S,
  ...K0S,
  ...KOPS,
  ...TALOS,
  ...OPENSHIFT,
  ...EKS,
  ...GKE,
  ...GCE,
  ...AKS,
  ...MINIKUBE,
  ...KIND,
  ...KUBESPRAY,
  ...ETCD,
  ...CNI,
  ...DOCKER_DESKTOP,
  ...OTHER_KUBELET_ROOTS,
  ...PKI_RESERVE,
];

/** The distributions of the catalogue, in its order. */
export const DISTRIBUTIONS: readonly string[] = [
  ...new Set(CATALOGUE.map(({ distribution }) => distribution)),
];

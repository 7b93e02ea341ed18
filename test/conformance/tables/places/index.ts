import { AKS, EKS, GCE_KUBE_UP, GKE } from './cloud.ts';
import { K0S } from './k0s.ts';
import { K3S } from './k3s.ts';
import { KOPS, TALOS } from './kops-talos.ts';
import { KUBEADM } from './kubeadm.ts';
import { MICROK8S } from './microk8s.ts';
import { CNI } from './network.ts';
import { GENERIC } from './node.ts';
import { OPENSHIFT } from './openshift.ts';
import { DOCKER_DESKTOP, ETCD_STANDALONE, KUBESPRAY, MINIKUBE, RKE1 } from './relatives.ts';
import { RKE2 } from './rke2.ts';
import type { Distribution } from '../../support/places.ts';

/** Every place of the facts, by distribution. */
export const DISTRIBUTIONS: readonly Distribution[] = [
  KUBEADM,
  KUBESPRAY,
  ETCD_STANDALONE,
  DOCKER_DESKTOP,
  RKE1,
  MINIKUBE,
  GENERIC,
  K3S,
  RKE2,
  MICROK8S,
  K0S,
  OPENSHIFT,
  EKS,
  GKE,
  GCE_KUBE_UP,
  AKS,
  KOPS,
  TALOS,
  CNI,
];

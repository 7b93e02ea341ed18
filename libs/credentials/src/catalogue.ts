import type { CatalogueEntry } from './entry.js';
import { KUBEADM } from './kubeadm.js';
import { KUBELET } from './kubelet.js';
import { PKI_RESERVE } from './reserve.js';

/** Every known location. */
export const CATALOGUE: readonly CatalogueEntry[] = [...KUBEADM, ...KUBELET, ...PKI_RESERVE];

import { table } from '../table.js';

/** Where RKE1 keeps credentials. */
export const RKE1 = table('RKE1', {
  'rancher/rke:pki/constants.go, pki/util.go (CertPathPrefix)': `
    cluster-ca                  private-key        /etc/kubernetes/ssl/*-key.pem
  `,
  'rancher/rke:pki/util.go; services/controlplane.go': `
    other                       kubeconfig         /etc/kubernetes/ssl/kubecfg-*.yaml
  `,
  'rancher/rke:cluster/encryption.go': `
    other                       secret             /etc/kubernetes/ssl/encryption.yaml reach:cluster
  `,
});

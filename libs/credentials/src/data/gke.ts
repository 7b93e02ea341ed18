import { table } from '../table.js';

/** Where GKE keeps credentials. */
export const GKE = table('GKE', {
  'kubernetes/kubernetes:cluster/gce/gci/configure-helper.sh@b574b11f (public ancestor of GKE node scripts) create-node-pki': `
    kubelet-client              private-key        /etc/srv/kubernetes/pki/kubelet.key
  `,
  'kubernetes/kubernetes:cluster/gce/gci/configure-helper.sh@b574b11f (public ancestor of GKE node scripts)': `
    kubelet-client              public-certificate /etc/srv/kubernetes/pki/kubelet.crt
    cluster-ca                  public-certificate /etc/srv/kubernetes/pki/ca-certificates.crt
    other                       private-key        /etc/srv/kubernetes/pki/konnectivity-agent/client.key
  `,
  'public GKE node manifests': `
    kubelet-client              private-key        /var/lib/kubelet/pki/*
  `,
  'public GKE node manifests (excerpt)': `
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
  `,
  'convention of kind on Docker': `
    kubelet-client              secret             /home/kubernetes/kube-env unverified
  `,
});

import { table } from '../table.js';

/** Where kind keeps credentials. */
export const KIND = table('kind', {
  'kubernetes-sigs/kind:images/base/files/usr/local/bin/entrypoint': `
    cluster-ca                  private-key        /etc/kubernetes/pki/**/*.key in-container
  `,
  'kubernetes-sigs/kind:pkg/cluster/internal/create/actions/*': `
    admin                       kubeconfig         /etc/kubernetes/*.conf in-container
  `,
  'kubernetes-sigs/kind:images/base/.../10-kubeadm.conf': `
    kubelet-client              private-key        /var/lib/kubelet/pki/* in-container
  `,
  'convention of kind on Docker': `
    service-account-token       secret             /var/lib/docker/volumes/*/_data/lib/kubelet/** unverified
  `,
});

import { table } from './table.js';

/**
 * What has no entry of its own below the PKI directory. TRC-1018 covers the whole of
 * `/etc/kubernetes/pki`, whatever a site or a later release keeps there.
 */
export const PKI_RESERVE = table('kubeadm', {
  'aquasecurity/tracee:detectors/kubernetes_certificate_theft_attempt.go': `
    other  public-certificate  /etc/kubernetes/pki/**/*.crt reach:cluster
    etcd   private-key         /etc/kubernetes/pki/etcd/*.key
    other  private-key         /etc/kubernetes/pki/**/*.key reach:cluster
    other  secret              /etc/kubernetes/pki/** reach:cluster
  `,
});

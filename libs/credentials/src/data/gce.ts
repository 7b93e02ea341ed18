import { table } from '../table.js';

/** Where GCE (kube-up) keeps credentials. */
export const GCE = table('GCE (kube-up)', {
  'kubernetes/kubernetes:cluster/gce/gci/configure-helper.sh@b574b11f (public ancestor of GKE node scripts) create-master-pki': `
    api-server                  private-key        /etc/srv/kubernetes/pki/apiserver.key
    api-server                  private-key        /etc/srv/kubernetes/pki/apiserver-client.key
    service-account-signing-key private-key        /etc/srv/kubernetes/pki/serviceaccount.key
    cluster-ca                  private-key        /etc/srv/kubernetes/pki/ca.key
    front-proxy                 private-key        /etc/srv/kubernetes/pki/proxy_client.key
    other                       private-key        /etc/srv/kubernetes/pki/konnectivity-server/*.key
    other                       private-key        /etc/srv/kubernetes/pki/konnectivity-agent/*.key
    other                       private-key        /etc/srv/kubernetes/pki/cloud-pvl-admission/server.key
  `,
  'kubernetes/kubernetes:cluster/gce/gci/configure-helper.sh@b574b11f (public ancestor of GKE node scripts) create-master-auth': `
    admin                       secret             /etc/srv/kubernetes/known_tokens.csv
  `,
});

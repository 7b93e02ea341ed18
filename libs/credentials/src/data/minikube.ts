import { table } from '../table.js';

/** Where minikube keeps credentials. */
export const MINIKUBE = table('minikube', {
  'kubernetes/minikube:pkg/minikube/vmpath/constants.go, pkg/minikube/bootstrapper/certs.go, bsutil/kubeadm.go': `
    cluster-ca                  private-key        /var/lib/minikube/certs/**/*.key
    cluster-ca                  public-certificate /var/lib/minikube/certs/**/*.crt
    cluster-ca                  private-key        /home/*/.minikube/*.key
  `,
  'kubernetes/minikube:pkg/minikube/vmpath/constants.go, pkg/minikube/bootstrapper/certs.go, bsutil/kubeadm.go; pkg/addons/{kubectl,helm}.go': `
    admin                       kubeconfig         /var/lib/minikube/kubeconfig
  `,
  'kubernetes/minikube:pkg/addons/addons_gcpauth.go': `
    cloud                       secret             /var/lib/minikube/google_application_credentials.json
  `,
  kubeadm: `
    admin                       kubeconfig         /etc/kubernetes/*.conf
  `,
  'kubernetes/minikube:pkg/minikube/localpath/localpath.go': `
    admin                       private-key        /home/*/.minikube/profiles/*/*.key
  `,
});

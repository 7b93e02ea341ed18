import { table } from '../table.js';

/** Where Docker Desktop keeps credentials. */
export const DOCKER_DESKTOP = table('Docker Desktop', {
  'public docs/manifests quoting docker-desktop pods (public listings)': `
    cluster-ca                  private-key        /run/config/pki/**/*.key
    cluster-ca                  public-certificate /run/config/pki/**/*.crt
  `,
  'convention of kubectl': `
    admin                       kubeconfig         /home/*/.kube/config unverified
  `,
});

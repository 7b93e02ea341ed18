import { table } from '../table.js';

/** Where kubespray keeps credentials. */
export const KUBESPRAY = table('kubespray', {
  'kubernetes-sigs/kubespray:roles/etcd/tasks/*.yml, handlers/backup.yml (etcd_cert_dir)': `
    etcd                        private-key        /etc/ssl/etcd/ssl/*-key.pem
  `,
  'kubernetes-sigs/kubespray:inventory/sample/group_vars/k8s_cluster/k8s-cluster.yml (kube_cert_dir)': `
    cluster-ca                  private-key        /etc/kubernetes/ssl/**/*.key
    cluster-ca                  public-certificate /etc/kubernetes/ssl/**/*.crt
  `,
});

import { table } from '../table.js';

/** Where an etcd of its own keeps credentials. */
export const ETCD = table('etcd standalone', {
  'etcd-io/etcd:etcdctl/ctlv3/command/snapshot_command.go help example (--cacert=/etc/etcd/ca.crt --cert=/etc/etcd/etcd.crt ...)': `
    etcd                        private-key        /etc/etcd/**/*key* unverified
  `,
  'convention of manual installations': `
    etcd                        private-key        /etc/etcd/pki/*.key unverified
  `,
  'etcd-io/etcd:etcdctl/ctlv3/command/snapshot_command.go': `
    etcd                        public-certificate /etc/etcd/**/*.crt
  `,
  'etcd-io/etcd:Dockerfile (WORKDIR /var/lib/etcd)': `
    etcd                        secret             /var/lib/etcd/**
  `,
});

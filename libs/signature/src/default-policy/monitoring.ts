import type { DefaultRule } from './rule.js';

/**
 * Who watches certificates and nodes. kube-bench and node-problem-detector need no rule of their own:
 * they look at names and permissions of keys and open none, and read the token of their own pod.
 */
export const MONITORING: readonly DefaultRule[] = [
  {
    name: 'x509-certificate-exporter',
    reason:
      'Reports the end of validity of certificates, also of those that share a file with a key.',
    reader: {
      exe: ['/x509-certificate-exporter'],
      container: true,
      image: ['*enix/x509-certificate-exporter:*', '*enix/x509-certificate-exporter@sha256:*'],
    },
    kinds: [
      'kubelet-client',
      'kubelet-serving',
      'admin',
      'controller-manager',
      'scheduler',
      'service-account-token',
    ],
    contents: ['kubeconfig', 'private-key', 'token'],
    paths: [
      '/**/*.pem',
      '/**/*.crt',
      '/**/*.conf',
      '/**/*.kubeconfig',
      '/**/kubeconfig',
      '/**/*.config',
      '/**/*.yaml',
      '/**/token',
    ],
  },
  {
    name: 'kube-bench',
    reason: 'Reads kubeconfigs and kubelet configuration; never a key file.',
    reader: {
      exe: ['/usr/local/bin/kube-bench'],
      container: true,
      image: ['*aquasec/kube-bench:*', '*aquasec/kube-bench@sha256:*'],
    },
    contents: ['kubeconfig', 'secret'],
  },
];

import { imagesOf, type DefaultRule } from './rule.js';

const KUBE_BENCH = imagesOf('aquasec/kube-bench', 'public.ecr.aws/aquasecurity/kube-bench');

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
      image: imagesOf(
        'enix/x509-certificate-exporter',
        'quay.io/enix/x509-certificate-exporter',
        'ghcr.io/enix/x509-certificate-exporter',
      ),
    },
    kinds: ['kubelet-client', 'kubelet-serving', 'admin', 'controller-manager', 'scheduler'],
    contents: ['kubeconfig', 'private-key'],
    paths: [
      '/**/*.pem',
      '/**/*.crt',
      '/**/*.conf',
      '/**/*.kubeconfig',
      '/**/kubeconfig',
      '/**/*.config',
      '/**/*.yaml',
    ],
    not_paths: ['/**/*-key.pem'],
    own_pod: false,
  },
  {
    name: 'kube-bench',
    reason: 'Reads kubeconfigs and kubelet configuration; never a key file.',
    reader: {
      exe: ['/usr/local/bin/kube-bench'],
      container: true,
      image: KUBE_BENCH,
    },
    contents: ['kubeconfig'],
  },
  {
    name: 'kube-bench-tools',
    reason:
      'A check of kube-bench prints the kubeconfig of kube-proxy with the tools of its image.',
    reader: {
      exe: ['cat', 'grep', 'busybox'].flatMap((name) => [`/bin/${name}`, `/usr/bin/${name}`]),
      container: true,
      image: KUBE_BENCH,
      entry: ['container-start'],
    },
    contents: ['kubeconfig'],
    kinds: ['other', 'kubelet-client'],
  },
];

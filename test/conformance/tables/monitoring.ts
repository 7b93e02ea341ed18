import { AKS_READERS } from '../readers/cloud.ts';
import { X509_EXPORTER } from '../readers/kubernetes.ts';
import { rows, type Case } from '../support/case.ts';
import { pod, podChild, service, typed } from '../support/chains.ts';
import type { Place, Reader } from '../support/reader.ts';
import {
  GIVEN_TOKEN,
  ownToken,
  secretOf,
  SEEN_TOKEN,
  tokenOf,
  VICTIM,
} from '../support/volumes.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';

/** Agents that read nothing but the token of their own pod. */
const AGENTS: Readonly<Record<string, readonly [exe: string, image: string]>> = {
  'node-problem-detector': [
    '/node-problem-detector',
    'registry.k8s.io/node-problem-detector/node-problem-detector:v1.35.1',
  ],
  'kube-state-metrics': [
    '/kube-state-metrics',
    'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0',
  ],
  prometheus: ['/bin/prometheus', 'quay.io/prometheus/prometheus:v3.9.0'],
  'kubescape node-agent': ['/usr/bin/node-agent', 'quay.io/kubescape/node-agent:v0.3.70'],
  falco: ['/usr/bin/falco', 'docker.io/falcosecurity/falco:0.43.0'],
  tetragon: ['/usr/bin/tetragon', 'quay.io/cilium/tetragon:v1.6.0'],
  'datadog-agent': ['/opt/datadog-agent/bin/agent/agent', 'gcr.io/datadoghq/agent:7.75.0'],
  tracee: ['/tracee/tracee', 'docker.io/aquasec/tracee:0.24.1'],
  'fluent-bit': ['/fluent-bit/bin/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit:4.2.0'],
  filebeat: ['/usr/share/filebeat/filebeat', 'docker.elastic.co/beats/filebeat:9.2.0'],
  vector: ['/usr/bin/vector', 'docker.io/timberio/vector:0.51.0'],
  promtail: ['/usr/bin/promtail', 'docker.io/grafana/promtail:3.6.0'],
};
const agents = Object.entries(AGENTS).flatMap(([name, [exe, image]]) => {
  const reader = pod(exe, { image, namespace: 'monitoring', pod: `${name}-x7k2p` });
  return rows({ reader, fact: `4 ${name}` }, [
    {
      title: `${name} reads its own token`,
      path: ownToken(reader),
      seenAs: SEEN_TOKEN,
      given: GIVEN_TOKEN,
      expected: 'allowed',
    },
    { title: `${name} reads another pod's token`, path: tokenOf(VICTIM), expected: 'alert' },
    { title: `${name} reads the CA key`, path: CA_KEY, expected: 'alert' },
  ]);
});

const EXPORTED = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/super-admin.conf',
  '/etc/kubernetes/controller-manager.conf',
  '/etc/kubernetes/scheduler.conf',
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
];
const HIDDEN = [
  CA_KEY,
  '/etc/kubernetes/pki/sa.key',
  '/etc/kubernetes/pki/apiserver.key',
  '/etc/kubernetes/pki/etcd/server.key',
  '/var/lib/kubelet/pki/kubelet.key',
  '/var/lib/rancher/k3s/server/tls/client-admin.key',
  '/var/lib/rancher/k3s/server/token',
  tokenOf(VICTIM),
  secretOf(VICTIM, 'tls.key'),
  '/var/lib/etcd/member/snap/db',
];
const watched = (path: string): string =>
  `/mnt/watch/kube-2fd4e1c67a2d28fced849ee1bb76e7391b93eb12${path}`;
const exporter = [
  ...rows(
    { reader: X509_EXPORTER, expected: 'allowed', fact: '4 x509-certificate-exporter' },
    EXPORTED.map((path) => ({
      title: `x509-certificate-exporter reads ${path}`,
      path,
      seenAs: watched(path),
    })),
  ),
  ...rows(
    {
      reader: X509_EXPORTER,
      expected: 'alert',
      fact: '4 x509-certificate-exporter: never a key file',
    },
    HIDDEN.map((path) => ({
      title: `x509-certificate-exporter reads ${path}`,
      path,
      seenAs: watched(path),
    })),
  ),
  ...rows({ path: EXPORTED[0] ?? '', expected: 'alert', fact: '0.2' }, [
    {
      title: 'its executable in an image of another name',
      reader: pod('/x509-certificate-exporter', { image: 'docker.io/evil/exporter:1' }),
    },
    {
      title: 'its image under a name that only ends like it',
      reader: pod('/x509-certificate-exporter', {
        image: 'evil.example/notenix/x509-certificate-exporter:1',
      }),
    },
    { title: 'its executable on the node', reader: typed('/x509-certificate-exporter') },
    {
      title: 'a shell of its image',
      reader: podChild(['/x509-certificate-exporter', '/bin/sh'], {
        image: 'docker.io/enix/x509-certificate-exporter:3.19.1',
      }),
    },
  ]),
];

const KUBE_BENCH: Place = {
  image: 'docker.io/aquasec/kube-bench:v0.15.0',
  namespace: 'default',
  pod: 'kube-bench-8xk2p',
  hostMounts: ['/etc/kubernetes', '/var/lib/kubelet', '/var/lib/etcd'],
};
const kubeBench = pod('/usr/local/bin/kube-bench', KUBE_BENCH);
const bench = (exe: string): Reader =>
  podChild(['/usr/local/bin/kube-bench', '/bin/sh', exe], KUBE_BENCH);
const scanner = [
  ...rows({ expected: 'allowed', fact: '4 kube-bench' }, [
    {
      title: 'kube-bench opens the kubeconfig of the kubelet',
      path: '/etc/kubernetes/kubelet.conf',
      reader: kubeBench,
    },
    {
      title: 'kube-bench cats the kubeconfig of kube-proxy',
      path: '/var/lib/kube-proxy/kubeconfig',
      reader: bench('/bin/cat'),
    },
    { title: 'kube-bench reads its own token', path: ownToken(kubeBench), reader: kubeBench },
  ]),
  ...rows({ expected: 'alert', fact: '4 kube-bench: a key is an anomaly' }, [
    { title: 'kube-bench opens the CA key', path: CA_KEY, reader: kubeBench },
    { title: 'kube-bench cats the CA key', path: CA_KEY, reader: bench('/bin/cat') },
    { title: 'kube-bench greps a token', path: tokenOf(VICTIM), reader: bench('/bin/grep') },
    {
      title: 'kube-bench opens a secret of another pod',
      path: secretOf(VICTIM, 'password'),
      reader: kubeBench,
    },
    {
      title: 'kube-bench opens the database of etcd',
      path: '/var/lib/etcd/member/snap/db',
      reader: kubeBench,
    },
  ]),
];

const AIDE_RULE = {
  rules: [
    {
      name: 'aide',
      reason: 'File integrity: hashes what lies below /etc.',
      reader: {
        exe: ['/usr/bin/aide', '/var/ossec/bin/wazuh-syscheckd', '/usr/bin/clamscan'],
        uid: [0],
        container: false,
        interactive: false,
      },
    },
  ],
};
const integrity = [
  ['aide', service('/usr/bin/aide', 'dailyaidecheck.service')] as const,
  ['wazuh-syscheckd', service('/var/ossec/bin/wazuh-syscheckd', 'wazuh-agent.service')] as const,
  ['clamscan', service('/usr/bin/clamscan', 'clamav.service')] as const,
].flatMap(([name, reader]) =>
  rows({ path: CA_KEY, reader, fact: '4 FIM and antivirus: the site must say so' }, [
    { title: `${name} without a rule of the site`, expected: 'alert' },
    { title: `${name} with a rule of the site`, expected: 'allowed', policy: AIDE_RULE },
  ]),
);

const nodeExporter = rows({ fact: '4 node_exporter' }, [
  {
    title: 'node-exporter of AKS serves with the key of the kubelet',
    path: '/etc/kubernetes/certs/kubeletserver.key',
    reader: AKS_READERS['node-exporter'],
    expected: 'allowed',
  },
  {
    title: 'node-exporter of AKS reads the client key',
    path: '/etc/kubernetes/certs/client.key',
    reader: AKS_READERS['node-exporter'],
    expected: 'alert',
  },
  {
    title: 'node_exporter elsewhere reads a key of the kubelet',
    path: '/var/lib/kubelet/pki/kubelet.key',
    reader: service('/usr/bin/node_exporter', 'node_exporter.service'),
    expected: 'alert',
  },
]);

/** Facts section 4. */
export const MONITORING: readonly Case[] = [
  ...agents,
  ...exporter,
  ...scanner,
  ...integrity,
  ...nodeExporter,
];

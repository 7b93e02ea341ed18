import { COMPONENTS, KUBEADM, kubelet, X509_EXPORTER } from '../readers/kubernetes.ts';
import { OPENSHIFT_READERS } from '../readers/openshift.ts';
import { O_RDONLY, O_RDWR, O_WRONLY, rows, type Case } from '../support/case.ts';
import { pod, service, staticPlace, typed } from '../support/chains.ts';
import { secretOf, tokenOf, VICTIM } from '../support/volumes.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const CAT = typed('/usr/bin/cat');
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const O_CLOEXEC = 0o2000000;

const flags = rows(
  { path: CA_KEY, reader: CAT, fact: 'DESIGN 1: an open counts when the access mode reads' },
  [
    { title: 'O_RDONLY', flags: O_RDONLY, expected: 'alert' },
    { title: 'O_RDONLY|O_CLOEXEC', flags: O_RDONLY | O_CLOEXEC, expected: 'alert' },
    { title: 'O_RDWR', flags: O_RDWR, expected: 'alert' },
    { title: 'O_RDWR|O_CREAT|O_TRUNC', flags: O_RDWR | O_CREAT | O_TRUNC, expected: 'alert' },
    { title: 'O_WRONLY', flags: O_WRONLY, expected: 'write-only' },
    {
      title: 'O_WRONLY|O_CREAT|O_TRUNC',
      flags: O_WRONLY | O_CREAT | O_TRUNC,
      expected: 'write-only',
    },
    { title: 'access mode 3, which neither reads nor writes', flags: 3, expected: 'write-only' },
    {
      title: 'a descriptor that only writes, by SCM_RIGHTS',
      way: 'receive',
      flags: O_WRONLY,
      expected: 'write-only',
    },
  ],
);

const credentials = [
  CA_KEY + '.bak',
  '/etc/kubernetes/pki/.ca.key.swp',
  '/etc/kubernetes/pki/a\nb.key',
  '/etc/kubernetes/pki/$(id).key',
  '/etc/kubernetes/pki/\u001b[2Jx',
  `/etc/kubernetes/pki/${'d/'.repeat(40)}deep.key`,
  `/etc/kubernetes/pki/${'x'.repeat(255)}`,
];
/** Two paths of one event, each nearly as long as a path can be (W10). */
const LONG = `/home/${'h/'.repeat(1_900)}`;

const others = [
  '/etc/kubernetes/pkix/ca.key',
  '/etc/passwd',
  '/etc/kubernetes',
  '/',
  `/var/lib/kubelet/pods/${VICTIM}/etc-hosts`,
  `/var/lib/kubelet/pods/${VICTIM}/volumes/kubernetes.io~configmap/x/app.yaml`,
  '/var/lib/etcdx/member/snap/db',
  '/home/alice/etc/kubernetes/pki/ca.key',
  'etc/kubernetes/pki/ca.key',
  '/var/lib/rancher/k3s/data/current/bin/k3s',
  '/usr/bin/kubelet',
];
const places = [
  ...rows(
    { reader: CAT, expected: 'alert', fact: 'DESIGN 6.4; W11' },
    credentials.map((path) => ({
      title: `a credential: ${JSON.stringify(path.slice(0, 60))}`,
      path,
    })),
  ),
  ...rows(
    { reader: CAT, expected: 'not-a-credential', fact: 'DESIGN 5' },
    others.map((path) => ({ title: `no credential: ${path}`, path })),
  ),
  ...rows({ path: '/etc/kubernetes/kubelet.conf', reader: CAT, fact: '0.11' }, [
    {
      title: 'kubelet.conf where nothing is known of the node',
      kind: 'kubelet-client',
      expected: 'alert',
    },
    {
      title: 'kubelet.conf of OpenShift',
      installed: ['OpenShift'],
      kind: 'other',
      expected: 'public-certificate',
    },
    {
      title: 'kubelet.conf of kubeadm',
      installed: ['kubeadm'],
      kind: 'kubelet-client',
      expected: 'alert',
    },
    {
      title: 'kubelet.conf where both are installed',
      installed: ['OpenShift', 'kubeadm'],
      kind: 'kubelet-client',
      expected: 'alert',
    },
  ]),
];

const KUBELET = kubelet();
const KUBELET_KEY = '/var/lib/kubelet/pki/kubelet.key';
const bare = { path: '/usr/bin/kubelet' };
const file = KUBELET.process.exe ?? bare;
const unknown = rows({ fact: 'DESIGN 5: nothing unknown is silently allowed' }, [
  {
    title: 'kubelet of which all is known',
    path: KUBELET_KEY,
    reader: KUBELET,
    expected: 'allowed',
  },
  {
    title: 'kubelet whose executable is not known',
    path: KUBELET_KEY,
    reader: KUBELET,
    without: ['exe'],
    expected: 'alert',
  },
  {
    title: 'kubelet whose inode is not known',
    path: KUBELET_KEY,
    reader: KUBELET,
    process: { exe: { path: file.path, mode: 0o755, owner_uid: 0 } },
    expected: 'identity-unproven',
  },
  {
    title: 'kubelet whose mode and owner are not known',
    path: KUBELET_KEY,
    reader: KUBELET,
    process: { exe: { path: file.path, device: 1, inode: 2 } },
    expected: 'identity-unproven',
  },
  {
    title: 'kubelet whose lineage is lost',
    path: KUBELET_KEY,
    reader: KUBELET,
    isLineageLost: true,
    expected: 'allowed',
  },
  {
    title: 'kubeadm whose uid is not known',
    path: CA_KEY,
    reader: KUBEADM,
    without: ['uid', 'euid'],
    expected: 'alert',
  },
  {
    title: 'the exporter whose image is not known yet',
    path: '/etc/kubernetes/admin.conf',
    reader: pod('/x509-certificate-exporter', { image: 'x', isUnresolved: true }),
    expected: 'alert',
  },
  {
    title: 'kube-apiserver of a static pod, known by its cgroup alone',
    path: '/etc/kubernetes/pki/apiserver.key',
    reader: pod(
      '/usr/local/bin/kube-apiserver',
      staticPlace('kube-apiserver', 'x', { isUnresolved: true }),
    ),
    expected: 'allowed',
  },
  {
    title: 'kube-apiserver of a pod of which only the cgroup is known',
    path: '/etc/kubernetes/pki/apiserver.key',
    reader: pod('/usr/local/bin/kube-apiserver', { image: 'x', isUnresolved: true }),
    expected: 'alert',
  },
  {
    title: 'the exporter with everything known',
    path: '/etc/kubernetes/admin.conf',
    reader: X509_EXPORTER,
    expected: 'allowed',
  },
]);

const serving = '/etc/kubernetes/pki/apiserver.key';
const apiserver = (image: string) =>
  pod('/usr/local/bin/kube-apiserver', { image, namespace: 'kube-system', pod: 'kube-apiserver' });
const images = rows({ path: serving, fact: '0.2: the image, and not the path in it' }, [
  {
    title: 'the official image in a pod of the API',
    reader: apiserver('registry.k8s.io/kube-apiserver:v1.36.1'),
    expected: 'allowed',
  },
  {
    title: 'the official image by digest',
    reader: apiserver(`registry.k8s.io/kube-apiserver@sha256:${'a'.repeat(64)}`),
    expected: 'allowed',
  },
  ...[
    'docker.io/evil/kube-apiserver:v1.36.1',
    'evil.example/kube-apiserver:v1.36.1',
    'registry.k8s.io.evil.example/kube-apiserver:v1',
    'evil.example/registry.k8s.io/kube-apiserver:v1',
    'registry.k8s.io/kube-apiserver-evil:v1',
    'xregistry.k8s.io/kube-apiserver:v1',
    'docker.io/library/ubuntu:24.04',
  ].map((image) => ({
    title: `kube-apiserver in ${image}`,
    reader: apiserver(image),
    expected: 'alert' as const,
  })),
  {
    title: 'a static pod of the same name with another program',
    reader: pod(
      '/bin/cat',
      staticPlace('kube-apiserver', 'registry.k8s.io/kube-apiserver:v1.36.1'),
    ),
    expected: 'alert',
  },
  {
    title: 'kube-apiserver as a service of the node',
    reader: service('/usr/local/bin/kube-apiserver', 'kube-apiserver.service'),
    expected: 'allowed',
  },
]);

const creator = rows(
  { path: CA_KEY, isCreator: true, fact: 'policy: who made the file moments ago' },
  [
    {
      title: 'openssl reads the key that it made',
      reader: typed('/usr/bin/openssl'),
      expected: 'allowed',
    },
    { title: 'cat reads a key that its session made', reader: CAT, expected: 'allowed' },
    {
      title: 'who made it moves it',
      reader: typed('/usr/bin/mv'),
      way: 'rename',
      expected: 'alert',
    },
    { title: 'who made it links it', reader: typed('/usr/bin/ln'), way: 'link', expected: 'alert' },
    {
      title: 'who made it reads the memory of another process',
      reader: typed('/usr/bin/gdb'),
      way: 'memory',
      expected: 'alert',
    },
  ],
);

const longPaths = rows({ path: CA_KEY, reader: typed('/usr/bin/mv'), fact: 'W10' }, [
  {
    title: 'a move from one long path to another',
    way: 'rename',
    seenAs: `${LONG}from`,
    newPath: `${LONG}to`,
    expected: 'alert',
  },
]);

const publicParts = rows(
  {
    path: '/etc/kubernetes/pki/ca.crt',
    expected: 'public-certificate',
    fact: 'DESIGN 5: public certificates alone are informational',
  },
  [
    { title: 'openssl reads ca.crt', reader: typed('/usr/bin/openssl') },
    {
      title: 'a program in memory reads ca.crt',
      reader: typed({ exe: '/memfd:x', file: { memfd: true } }),
    },
    { title: 'tar reads ca.crt', reader: typed('/usr/bin/tar') },
    { title: 'a pod reads sa.pub', path: '/etc/kubernetes/pki/sa.pub', reader: COMPONENTS.etcd },
  ],
);

const openshift = rows({ fact: '1 multus, ovnkube' }, [
  ...(['multus-daemon', 'ovnkube'] as const).flatMap((name) => [
    {
      title: `${name} reads the kubeconfig of the kubelet`,
      path: '/var/lib/kubelet/kubeconfig',
      reader: OPENSHIFT_READERS[name],
      expected: 'allowed' as const,
    },
    {
      title: `${name} reads the certificate that it names`,
      path: '/var/lib/kubelet/pki/kubelet-client-current.pem',
      reader: OPENSHIFT_READERS[name],
      expected: 'allowed' as const,
    },
    {
      title: `${name} reads a token of another pod`,
      path: tokenOf(VICTIM),
      reader: OPENSHIFT_READERS[name],
      expected: 'alert' as const,
    },
    {
      title: `${name} reads a secret of another pod`,
      path: secretOf(VICTIM, 'tls.key'),
      reader: OPENSHIFT_READERS[name],
      expected: 'alert' as const,
    },
  ]),
  {
    title: 'multus-daemon of another namespace',
    path: '/var/lib/kubelet/kubeconfig',
    reader: pod('/usr/src/multus-cni/bin/multus-daemon', {
      image: 'docker.io/evil/multus:1',
      namespace: 'default',
      pod: 'multus',
    }),
    expected: 'alert',
  },
]);

const settings = rows({ path: KUBELET_KEY, reader: KUBELET, fact: 'ISSUE 2: layers' }, [
  { title: 'a rule that a site disabled', policy: { disable: ['kubelet'] }, expected: 'alert' },
  {
    title: 'another rule that a site disabled',
    policy: { disable: ['kubeadm'] },
    expected: 'allowed',
  },
]);

export const BOUNDARIES: readonly Case[] = [
  ...flags,
  ...places,
  ...unknown,
  ...images,
  ...creator,
  ...longPaths,
  ...publicParts,
  ...openshift,
  ...settings,
];

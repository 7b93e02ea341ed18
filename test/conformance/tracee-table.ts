/** What Tracee does with one event in each form of its rule: true is a finding. */
export interface TraceeReader {
  readonly who: string;
  /** Absent: not known. */
  readonly exe?: string;
  readonly comm: string;
  /** Released rule: comm is compared. */
  readonly commForm: boolean;
  /** Newer rule: the file name of the executable is compared. */
  readonly executableForm: boolean;
}

/** Readers of a file below /etc/kubernetes/pki. */
export const TRACEE_READERS: readonly TraceeReader[] = [
  {
    who: 'a malicious program',
    exe: '/usr/bin/malicious',
    comm: 'malicious',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'malware of which only the name is known',
    comm: 'malware',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'kubelet',
    exe: '/usr/bin/kubelet',
    comm: 'kubelet',
    commForm: false,
    executableForm: false,
  },
  {
    who: 'kube-apiserver',
    exe: '/usr/bin/kube-apiserver',
    comm: 'kube-apiserver',
    commForm: false,
    executableForm: false,
  },
  {
    who: 'kube-apiserver of its image',
    exe: '/usr/local/bin/kube-apiserver',
    comm: 'kube-apiserver',
    commForm: false,
    executableForm: false,
  },
  { who: 'etcd', exe: '/usr/local/bin/etcd', comm: 'etcd', commForm: false, executableForm: false },
  {
    who: 'kube-controller-manager (W2)',
    exe: '/usr/local/bin/kube-controller-manager',
    comm: 'kube-controller',
    commForm: false,
    executableForm: true,
  },
  {
    who: 'a file called kube-controller',
    exe: '/tmp/kube-controller',
    comm: 'kube-controller',
    commForm: false,
    executableForm: false,
  },
  {
    who: 'kube-scheduler',
    exe: '/usr/local/bin/kube-scheduler',
    comm: 'kube-scheduler',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'kubeadm',
    exe: '/usr/bin/kubeadm',
    comm: 'kubeadm',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'etcdctl',
    exe: '/usr/local/bin/etcdctl',
    comm: 'etcdctl',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'the certificate exporter',
    exe: '/x509-certificate-exporter',
    comm: 'x509-certificat',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'k3s',
    exe: '/var/lib/rancher/k3s/data/1/bin/k3s',
    comm: 'k3s-server',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'a copy of cat at /tmp/etcd (W1)',
    exe: '/tmp/etcd',
    comm: 'etcd',
    commForm: false,
    executableForm: false,
  },
  {
    who: 'a copy of cat at /dev/shm/kubelet',
    exe: '/dev/shm/kubelet',
    comm: 'kubelet',
    commForm: false,
    executableForm: false,
  },
  {
    who: 'cat that calls itself kubelet',
    exe: '/usr/bin/cat',
    comm: 'kubelet',
    commForm: false,
    executableForm: true,
  },
  {
    who: 'kubelet that calls itself cat',
    exe: '/usr/bin/kubelet',
    comm: 'cat',
    commForm: true,
    executableForm: false,
  },
  { who: 'comm etcd, no executable known', comm: 'etcd', commForm: false, executableForm: true },
  {
    who: 'a name that only begins like one',
    exe: '/usr/bin/kubelet2',
    comm: 'kubelet2',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'a name in capitals',
    exe: '/usr/bin/Kubelet',
    comm: 'Kubelet',
    commForm: true,
    executableForm: true,
  },
  {
    who: 'a folder called kubelet',
    exe: '/opt/kubelet/cat',
    comm: 'cat',
    commForm: true,
    executableForm: true,
  },
  { who: 'an empty comm', exe: '/usr/bin/cat', comm: '', commForm: true, executableForm: true },
];

/** Paths as the opener sees them; Tracee looks at nothing else (W4 to W6). */
export const TRACEE_PATHS: readonly (readonly [pathname: string, counts: boolean])[] = [
  ['/etc/kubernetes/pki/apiserver.crt', true],
  ['/etc/kubernetes/pki/ca.crt', true],
  ['/etc/kubernetes/pki/ca.key', true],
  ['/etc/kubernetes/pki/etcd/server.key', true],
  ['/etc/kubernetes/pki/sa.pub', true],
  ['/etc/kubernetes/pki/unknown', true],
  ['/etc/kubernetes/pki/../pki/ca.key', true],
  ['/etc/kubernetes/pki', false],
  ['/etc/kubernetes/pkix/ca.key', false],
  ['/etc/kubernetes/admin.conf', false],
  ['/tmp/ca.crt', false],
  ['/host/etc/kubernetes/pki/ca.key', false],
  ['/mnt/x/ca.key', false],
  ['/var/lib/kubelet/pki/kubelet.key', false],
  ['/var/lib/rancher/k3s/server/tls/server-ca.key', false],
  ['/run/secrets/kubernetes.io/serviceaccount/token', false],
  ['etc/kubernetes/pki/ca.key', false],
];

/** Open flags: read and read-write count. */
export const TRACEE_FLAGS: readonly (readonly [name: string, flags: number, counts: boolean])[] = [
  ['O_RDONLY', 0, true],
  ['O_RDONLY|O_CLOEXEC', 0o2000000, true],
  ['O_RDWR', 2, true],
  ['O_RDWR|O_CREAT|O_TRUNC', 0o1102, true],
  ['O_WRONLY', 1, false],
  ['O_WRONLY|O_CREAT|O_TRUNC', 0o1101, false],
  ['access mode 3', 3, false],
];

/** One unit test of Tracee itself. */
export interface TraceeUnitTest {
  readonly name: string;
  readonly form: 'comm' | 'executable';
  readonly way: 'open' | 'rename';
  readonly exe: string;
  readonly comm: string;
  readonly path: string;
  readonly flags: number;
  readonly finding: boolean;
}

const MALICIOUS = { exe: '/usr/bin/malicious', comm: 'malicious' };
const APISERVER_CERT = '/etc/kubernetes/pki/apiserver.crt';
const CA_CERT = '/etc/kubernetes/pki/ca.crt';
const newer = { form: 'executable', way: 'open', path: APISERVER_CERT, flags: 0 } as const;
const released = { form: 'comm', way: 'open', path: CA_CERT, flags: 0 } as const;

/**
 * What `aquasecurity/tracee:detectors/kubernetes_certificate_theft_attempt_test.go` and, before it,
 * `signatures/golang/kubernetes_certificate_theft_attempt_test.go` demand.
 */
export const TRACEE_UNIT_TESTS: readonly TraceeUnitTest[] = [
  { name: 'a malicious process reads', ...newer, ...MALICIOUS, finding: true },
  { name: 'kubelet reads', ...newer, exe: '/usr/bin/kubelet', comm: 'kubelet', finding: false },
  {
    name: 'kube-apiserver reads',
    ...newer,
    exe: '/usr/bin/kube-apiserver',
    comm: 'kube-apiserver',
    finding: false,
  },
  { name: 'a malicious process writes', ...newer, ...MALICIOUS, flags: 1, finding: false },
  {
    name: 'a key is renamed',
    ...newer,
    way: 'rename',
    exe: '/usr/bin/mv',
    comm: 'mv',
    path: '/etc/kubernetes/pki/apiserver.key',
    finding: true,
  },
  { name: 'malware reads', ...released, exe: '/usr/bin/malware', comm: 'malware', finding: true },
  {
    name: 'a certificate is renamed',
    ...released,
    way: 'rename',
    exe: '/usr/bin/mv',
    comm: 'mv',
    finding: true,
  },
  {
    name: 'an open that only writes',
    ...released,
    exe: '/usr/bin/test',
    comm: 'test',
    flags: 1,
    finding: false,
  },
  {
    name: 'an open of another path',
    ...released,
    exe: '/usr/bin/test',
    comm: 'test',
    path: '/tmp/ca.crt',
    finding: false,
  },
  {
    name: 'a component reads',
    ...released,
    exe: '/usr/local/bin/kube-apiserver',
    comm: 'kube-apiserver',
    finding: false,
  },
  {
    name: 'a rename of another path',
    ...released,
    way: 'rename',
    exe: '/usr/bin/mv',
    comm: 'mv',
    path: '/tmp/ca.crt',
    finding: false,
  },
];

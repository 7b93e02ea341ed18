import { CNI_READERS } from '../readers/network.ts';
import { KOPS_READERS } from '../readers/cloud.ts';
import { kubelet } from '../readers/kubernetes.ts';
import { rows, type Case } from '../support/case.ts';
import { pod, podChild, podExec } from '../support/chains.ts';
import type { Place, Reader } from '../support/reader.ts';
import {
  GIVEN_TOKEN,
  ownToken,
  secretOf,
  SEEN_TOKEN,
  tokenOf,
  VICTIM,
} from '../support/volumes.ts';

const APP: Place = {
  image: 'registry.example/shop/web:1.4',
  namespace: 'shop',
  pod: 'web-7d9f-x2k4p',
  serviceAccount: 'web',
};
const app = pod('/app/server', APP);
const token = ownToken(app);
const own = {
  path: token,
  seenAs: SEEN_TOKEN,
  given: GIVEN_TOKEN,
  fact: 'credential-locations: generic, in a container',
};

/** Programs that are their container, in whatever language. */
const PROGRAMS: Readonly<Record<string, Reader>> = {
  'a program': app,
  'a program of a user': pod({ exe: '/app/server', uid: 10_001, file: { owner_uid: 10_001 } }, APP),
  'a program whose image gives its files to nobody': pod(
    { exe: '/app/server', file: { owner_uid: 65_534 } },
    APP,
  ),
  'a Python service': pod('/usr/local/bin/python3.14', APP),
  'a Node.js service': pod('/usr/local/bin/node', APP),
  'a Java service': pod('/opt/java/openjdk/bin/java', APP),
  'kubectl as the program of a job': pod('/usr/local/bin/kubectl', APP),
  'a worker of the same executable': podChild(['/app/server', '/app/server'], APP),
  'a child of another program of the image': podChild(['/tini', '/app/server'], APP),
  'a program below a shell that is process 1': podChild(['/bin/sh', '/app/server'], APP),
};
const programs = rows(
  { ...own, expected: 'allowed' },
  Object.entries(PROGRAMS).map(([who, reader]) => ({
    title: `${who} reads its own token`,
    reader,
  })),
);

const OWN_FILES = ['token', 'ca.crt', 'namespace'];
const files = OWN_FILES.flatMap((name) =>
  rows({ reader: app, fact: own.fact }, [
    {
      title: `a program reads ${name} of its own volume`,
      path: tokenOf(app.process.pod?.uid ?? '', name),
      expected: name === 'token' ? 'allowed' : 'public-certificate',
    },
  ]),
);

/** Identities of clouds, secrets and service meshes, all in volumes of the pod itself. */
const IN_POD = [
  '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
  '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
  '/var/run/secrets/azure/tokens/azure-identity-token',
  '/var/run/secrets/tokens/istio-token',
  '/var/run/secrets/kubernetes.io/serviceaccount/token',
  '/run/secrets/kubernetes.io/serviceaccount/token',
];
const identities = IN_POD.flatMap((path) =>
  rows({ path, fact: 'credential-locations: in a container; 6.7' }, [
    { title: `a program reads ${path}`, reader: app, expected: 'allowed' },
    {
      title: `cat of an exec reads ${path}`,
      reader: podExec(['/bin/cat'], APP),
      expected: 'alert',
    },
    {
      title: `a process of the node finds ${path} in its own view`,
      reader: kubelet(),
      reachedBy: ['proc_root'],
      expected: 'alert',
    },
  ]),
);

const secrets = rows({ fact: 'ISSUE 2: a pod and its own; credential-locations: generic' }, [
  {
    title: 'a program reads its own TLS key',
    path: secretOf(app.process.pod?.uid ?? '', 'tls.key'),
    reader: app,
    seenAs: '/etc/tls/tls.key',
    expected: 'allowed',
  },
  {
    title: 'a program reads the TLS key of another pod',
    path: secretOf(VICTIM, 'tls.key'),
    reader: app,
    expected: 'alert',
  },
  {
    title: 'nginx worker reads its own TLS key',
    path: secretOf(app.process.pod?.uid ?? '', 'tls.key'),
    reader: podChild(['/usr/sbin/nginx', '/usr/sbin/nginx'], APP),
    expected: 'allowed',
  },
]);

/** What an image does not normally run (ISSUE 2): lower risk, and a site can turn it off. */
const HELPERS = [
  '/bin/sh',
  '/bin/bash',
  '/bin/cat',
  '/bin/busybox',
  '/usr/bin/curl',
  '/usr/bin/wget',
  '/usr/bin/python3',
  '/usr/bin/perl',
  '/usr/bin/base64',
  '/usr/bin/tar',
  '/bin/cp',
  '/usr/bin/openssl',
  '/usr/bin/nc',
  '/usr/bin/head',
  '/usr/bin/xxd',
  '/usr/bin/awk',
  '/usr/bin/kubectl',
  '/tmp/cdk',
  '/dev/shm/x',
];
const HELPERS_ALLOWED = { pod_helpers: 'allow' };
const helpers = HELPERS.flatMap((exe) =>
  rows({ ...own, fact: 'ISSUE 2: a helper of the image; 6.1, 6.4, 6.5, 6.6' }, [
    {
      title: `${exe} of an exec reads its own pod's token`,
      reader: podExec([exe], APP),
      expected: 'pod-helper',
    },
    {
      title: `${exe} below the program reads its own pod's token`,
      reader: podChild(['/app/server', exe], APP),
      expected: 'pod-helper',
    },
    {
      title: `${exe} where a site allows helpers`,
      reader: podExec([exe], APP),
      policy: HELPERS_ALLOWED,
      expected: 'allowed',
    },
    {
      title: `${exe} reads another pod's token where a site allows helpers`,
      path: tokenOf(VICTIM),
      reader: podExec([exe], APP),
      policy: HELPERS_ALLOWED,
      expected: 'alert',
    },
  ]),
);

const strangers = rows(
  { path: token, expected: 'alert', fact: "ISSUE 2: another pod's token; 6.8, 6.10, 6.37" },
  [
    { title: 'the program of another pod', reader: pod('/app/server', { ...APP, pod: 'other' }) },
    {
      title: 'an operator of another namespace',
      reader: pod('/manager', { image: 'registry.example/op:1', namespace: 'op', pod: 'op-1' }),
    },
    {
      title: 'the program of another pod through /proc',
      reader: pod('/app/server', { ...APP, pod: 'other' }),
      seenAs: SEEN_TOKEN,
      given: '/proc/812/root/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
    },
    {
      title: 'a sidecar of the same pod through /proc/1/root',
      reader: pod('/bin/agent', APP),
      given: '/proc/1/root/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
    },
    {
      title: 'the program of a container of which nothing is known',
      reader: { ...app, process: { ...app.process, pod: {} } },
    },
    {
      title: 'a pod of the same name in another namespace',
      reader: pod('/app/server', { ...APP, namespace: 'evil', podUid: VICTIM }),
    },
  ],
);

/** Daemons of nodes and clusters that live by their own token (facts section 1). */
const DAEMONS: Readonly<Record<string, Reader>> = {
  calico: CNI_READERS['calico-component'],
  'calico-node': CNI_READERS['calico-node'],
  multus: CNI_READERS.thin_entrypoint,
  'multus-daemon': CNI_READERS['multus-daemon'],
  'cilium-agent': CNI_READERS['cilium-agent'],
  'aws-k8s-agent': pod('/app/aws-k8s-agent', {
    image: '602401143452.dkr.ecr.us-east-1.amazonaws.com/amazon-k8s-cni:v1.21.1',
    namespace: 'kube-system',
    pod: 'aws-node-x7k2p',
  }),
  'kube-proxy': pod('/usr/local/bin/kube-proxy', {
    image: 'registry.k8s.io/kube-proxy:v1.36.1',
    namespace: 'kube-system',
    pod: 'kube-proxy-9xk2l',
  }),
  'kops-controller': KOPS_READERS['kops-controller'],
};
const daemons = Object.entries(DAEMONS).flatMap(([name, reader]) =>
  rows({ reader, fact: '1 daemons' }, [
    {
      title: `${name} reads its own token`,
      path: ownToken(reader),
      seenAs: SEEN_TOKEN,
      given: GIVEN_TOKEN,
      expected: 'allowed',
    },
    { title: `${name} reads another pod's token`, path: tokenOf(VICTIM), expected: 'alert' },
    {
      title: `${name} reads the CA key of the node`,
      path: '/etc/kubernetes/pki/ca.key',
      expected: 'alert',
    },
  ]),
);

const INGRESS: Place = {
  image: 'registry.k8s.io/ingress-nginx/controller:v1.14.0',
  namespace: 'ingress-nginx',
  pod: 'ingress-nginx-controller-x2k4p',
};
const controller = podChild(['/usr/bin/dumb-init', '/nginx-ingress-controller'], INGRESS);
const worker = podChild(
  ['/usr/bin/dumb-init', '/nginx-ingress-controller', '/usr/bin/nginx', '/usr/bin/nginx'],
  INGRESS,
);
/** A site that knows its ingress can say which of its programs needs the token. */
const NARROW = {
  disable: ['own-pod'],
  rules: [
    {
      name: 'ingress-controller',
      reason: 'Only the controller talks to the API.',
      reader: { exe: ['/nginx-ingress-controller'], namespace: ['ingress-nginx'] },
      own_pod: true,
    },
  ],
};

/** A web server that is made to read the token by a request is the program of its own pod. */
const ingress = rows({ path: ownToken(worker), seenAs: SEEN_TOKEN, fact: '6.3' }, [
  { title: 'the controller reads its token', reader: controller, expected: 'allowed' },
  {
    title: 'a worker of nginx reads it, which nobody can tell from the controller',
    reader: worker,
    expected: 'allowed',
  },
  {
    title: 'the controller, where a site says which program it is',
    reader: controller,
    policy: NARROW,
    expected: 'allowed',
  },
  {
    title: 'a worker of nginx, where a site says which program it is',
    reader: worker,
    policy: NARROW,
    expected: 'alert',
  },
]);

export const PODS: readonly Case[] = [
  ...programs,
  ...files,
  ...identities,
  ...secrets,
  ...helpers,
  ...strangers,
  ...daemons,
  ...ingress,
];

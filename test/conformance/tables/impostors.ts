import { kubelet, ofKubelet } from '../readers/kubernetes.ts';
import { rows, type Case } from '../support/case.ts';
import {
  childOf,
  pod,
  podChild,
  readerOfScript,
  service,
  typed,
  typedBelow,
} from '../support/chains.ts';
import type { Link, Reader } from '../support/reader.ts';
import { EVIL } from './attacks/shared.ts';

const BOOTSTRAP = '/var/lib/kubelet/bootstrap-kubeconfig';
const SCRIPT = '/opt/azure/containers/validate-kubelet-credentials.sh';
const grepBelow = (parent: Link): Reader => typedBelow([parent], '/usr/bin/grep');

/** A process above the reader that only looks as if it ran a script that a rule names. */
const scripts = rows(
  { path: BOOTSTRAP, expected: 'alert', fact: "1 AKS; 0.2: argv is the attacker's" },
  [
    {
      title: 'the script as $0 of bash -c',
      reader: grepBelow({ exe: '/usr/bin/bash', argv: ['bash', '-c', 'grep token x', SCRIPT] }),
    },
    {
      title: 'the script as an argument of another',
      reader: grepBelow({ exe: '/usr/bin/bash', argv: ['bash', '/tmp/x.sh', SCRIPT] }),
    },
    {
      title: 'the script as a start file of a shell',
      reader: grepBelow({ exe: '/usr/bin/bash', argv: ['bash', '--rcfile', SCRIPT, '-i'] }),
    },
    { title: 'a bash of its own', reader: grepBelow({ exe: '/tmp/bash', argv: ['bash', SCRIPT] }) },
    {
      title: 'a bash of its own, deleted',
      reader: grepBelow({ exe: '/usr/bin/bash', argv: ['bash', SCRIPT], file: { deleted: true } }),
    },
    {
      title: 'a program that is no interpreter',
      reader: grepBelow({ exe: '/usr/bin/sleep', argv: ['sleep', SCRIPT] }),
    },
    {
      title: 'a script of the same name elsewhere',
      reader: grepBelow({ exe: '/usr/bin/bash', argv: ['bash', `/tmp${SCRIPT}`] }),
    },
    {
      title: 'a path with steps back',
      reader: grepBelow({
        exe: '/usr/bin/bash',
        argv: ['bash', `/opt/azure/containers/../../../tmp/validate-kubelet-credentials.sh`],
      }),
    },
    {
      title: 'the script in a container',
      reader: podChild([{ exe: '/bin/bash', argv: ['bash', SCRIPT] }, '/usr/bin/grep'], EVIL),
    },
    {
      title: 'the script run by another user',
      reader: childOf({ exe: '/usr/bin/bash', argv: ['bash', SCRIPT], uid: 1_000 }, 'x.service', {
        exe: '/usr/bin/grep',
        uid: 1_000,
      }),
    },
    { title: 'another tool below the script', reader: readerOfScript('/usr/bin/scp', SCRIPT) },
  ],
);

const CERTS = '/var/snap/microk8s/7449/certs';
const snap = ['bin/cat', 'usr/bin/openssl', 'usr/bin/python3', 'bin/base64'].flatMap((tool) =>
  rows(
    {
      path: `${CERTS}/ca.key`,
      expected: 'alert',
      fact: "2 microk8s: a tool of the snap in nobody's hand",
    },
    [
      {
        title: `${tool} of the snap typed at a terminal`,
        reader: typed(`/snap/microk8s/7449/${tool}`),
      },
      { title: `${tool} of a snap of another name`, reader: typed(`/snap/evil/7449/${tool}`) },
    ],
  ),
);

const children = rows(
  { path: '/var/lib/kubelet/kubeconfig', expected: 'alert', fact: '6.11, 6.32' },
  [
    { title: 'cat below the kubelet', reader: ofKubelet('/usr/bin/cat') },
    { title: 'an exec plugin of another place', reader: ofKubelet('/tmp/gke-exec-auth-plugin') },
    {
      title: 'a program in the folder of the kubelet',
      reader: service('/usr/bin/kubelet-helper', 'kubelet.service'),
    },
    { title: 'cat in the unit of the kubelet', reader: service('/usr/bin/cat', 'kubelet.service') },
    { title: 'the kubelet of a pod', reader: pod('/usr/bin/kubelet', EVIL) },
    {
      title: 'the kubelet of an image of another project',
      reader: pod('/usr/local/bin/kubelet', {
        image: 'evil.example/kubelet:v1.36.1',
        isBare: true,
      }),
    },
  ],
);

/** What the kubelet was asked for, and what it found. */
const KUBELET = kubelet();
const asked = rows(
  { path: '/var/lib/kubelet/pki/kubelet-client-current.pem', reader: KUBELET, fact: '6.11, 6.12' },
  [
    {
      title: 'its certificate by its own name',
      given: '/var/lib/kubelet/pki/kubelet-client-current.pem',
      expected: 'allowed',
    },
    {
      title: 'its certificate by a link in /var/log',
      given: '/var/log/x',
      reachedBy: ['symlink'],
      expected: 'alert',
    },
    {
      title: 'its certificate by a link in a folder of /var/log',
      given: '/var/log/pods/a_b_c/d/0.log',
      reachedBy: ['symlink'],
      expected: 'alert',
    },
    {
      title: 'its certificate by a path relative to /var/log',
      given: 'x/root_link/var/lib/kubelet/pki/kubelet-client-current.pem',
      process: { cwd: '/var/log' },
      reachedBy: ['symlink'],
      expected: 'alert',
    },
    {
      title: 'its certificate by a path with an empty step',
      given: '/var//log/x',
      reachedBy: ['symlink'],
      expected: 'alert',
    },
    {
      title: 'its certificate by a path with a step in place',
      given: '/var/./log/x',
      reachedBy: ['symlink'],
      expected: 'alert',
    },
    {
      title: 'its certificate by a path with a step back',
      given: '/var/lib/../log/x',
      reachedBy: ['symlink'],
      expected: 'alert',
    },
  ],
);

/** An image whose name only looks like that of a project. */
const LOOKALIKES: Readonly<Record<string, readonly [exe: string, image: string, path: string]>> = {
  exporter: [
    '/x509-certificate-exporter',
    'enix/x509-certificate-exporter:3.19.1',
    '/etc/kubernetes/admin.conf',
  ],
  calico: ['/bin/calico-node', 'calico/node:v3.30.0', '/etc/cni/net.d/calico-kubeconfig'],
  cilium: ['/usr/bin/cilium-agent', 'cilium/cilium:v1.19.1', '/etc/kubernetes/pki/cilium/tls.key'],
  multus: [
    '/thin_entrypoint',
    'k8snetworkplumbingwg/multus-cni:v4.2.3',
    '/etc/cni/net.d/multus.d/multus.kubeconfig',
  ],
  'kops-controller': [
    '/kops-controller',
    'kops/kops-controller:1.34.0',
    '/etc/kubernetes/kops-controller/kubernetes-ca.key',
  ],
};
const lookalikes = Object.entries(LOOKALIKES).flatMap(([name, [exe, image, path]]) =>
  rows({ path, expected: 'alert', fact: '0.2: the image, and not the path in it' }, [
    {
      title: `${name}: a name that ends like its image`,
      reader: pod(exe, { image: `evil.example/evil${image}` }),
    },
    {
      title: `${name}: a name that begins like its image`,
      reader: pod(exe, { image: `${image.replace(/:.*$/, '')}-evil:1` }),
    },
    {
      title: `${name}: its image as a tag`,
      reader: pod(exe, { image: `evil.example/x:${image.replace(/[/:]/g, '-')}` }),
    },
    { title: `${name}: another program of its image`, reader: pod('/bin/sh', { image }) },
  ]),
);

export const IMPOSTORS: readonly Case[] = [
  ...scripts,
  ...snap,
  ...children,
  ...asked,
  ...lookalikes,
];

import { rows, type Case } from '../support/case.ts';
import { cronJob, pod, podChild, podExec, scripted, service, typed } from '../support/chains.ts';
import type { Place, Reader } from '../support/reader.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const FACT = 'ISSUE 2; DESIGN 5: a fact that is not known holds for nothing';
const EXE = '/usr/bin/agent';
const agent = service(EXE, 'agent.service');
const IMAGE = 'registry.example/agent:1.2';
const PLACE: Place = {
  image: IMAGE,
  namespace: 'ops',
  pod: 'agent-x2k4',
  serviceAccount: 'agent',
  labels: { app: 'agent', tier: 'node' },
};
const inPod = pod(EXE, PLACE);
const elsewhere = (more: Partial<Place>): Reader => pod(EXE, { ...PLACE, ...more });
const digest = inPod.process.container?.image_digest ?? '';

const rule = (reader: object, more: object = {}): object => ({
  rules: [
    { name: 'site-agent', reason: 'The site says so.', reader: { exe: [EXE], ...reader }, ...more },
  ],
});

interface Condition {
  readonly policy: object;
  /** For whom it holds. */
  readonly yes: Partial<Case>;
  /** For whom it does not, or is not known. */
  readonly no: Readonly<Record<string, Partial<Case>>>;
}

const withFile = (file: object): Partial<Case> => ({
  process: { exe: { path: EXE, ...agent.process.exe, ...file } },
});
const place = (reader: Reader): Partial<Case> => ({ reader });

/** Every condition that a rule can have, by its key. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  exe: {
    policy: rule({}),
    yes: {},
    no: {
      'another path': place(service('/usr/bin/agent2', 'agent.service')),
      'a copy': place(service('/tmp/agent', 'agent.service')),
      'no executable known': { without: ['exe'] },
    },
  },
  'exe glob': {
    policy: rule({ exe: ['/opt/agent/*/bin/agent'] }),
    yes: place(service('/opt/agent/1.2/bin/agent', 'a.service')),
    no: {
      'two components': place(service('/opt/agent/1/2/bin/agent', 'a.service')),
      none: place(service('/opt/agent/bin/agent', 'a.service')),
    },
  },
  package: {
    policy: rule({ package: ['agent'] }),
    yes: withFile({ package: 'agent' }),
    no: { 'another package': withFile({ package: 'agents' }), 'no package': {} },
  },
  inode: {
    policy: rule({ inode: [{ device: 2_049, inode: 4_711 }] }),
    yes: withFile({ inode: 4_711 }),
    no: {
      'another inode': withFile({ inode: 4_712 }),
      'another device': withFile({ device: 2_050, inode: 4_711 }),
    },
  },
  systemd_unit: {
    policy: rule({ systemd_unit: ['agent.service'] }),
    yes: {},
    no: {
      'another unit': place(service(EXE, 'evil-agent.service')),
      'a session': place(typed(EXE)),
      'no unit known': { without: ['systemd_unit'] },
    },
  },
  'container: false': {
    policy: rule({ container: false }),
    yes: {},
    no: { 'in a container': place(inPod) },
  },
  'container: true': {
    policy: rule({ container: true }),
    yes: place(inPod),
    no: { 'on the node': {} },
  },
  image: {
    policy: rule({ image: [IMAGE] }),
    yes: place(inPod),
    no: {
      'another tag': place(elsewhere({ image: 'registry.example/agent:1.3' })),
      'another registry': place(elsewhere({ image: 'evil.example/agent:1.2' })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
      'on the node': {},
    },
  },
  'image digest': {
    policy: rule({ image: [digest] }),
    yes: place(inPod),
    no: {
      'another digest': place(elsewhere({ image: 'registry.example/agent:1.2-evil' })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
    },
  },
  namespace: {
    policy: rule({ namespace: ['ops'] }),
    yes: place(inPod),
    no: {
      'another namespace': place(elsewhere({ namespace: 'ops2' })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
    },
  },
  pod: {
    policy: rule({ pod: ['agent-*'] }),
    yes: place(inPod),
    no: {
      'another pod': place(elsewhere({ pod: 'evil-agent-1' })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
    },
  },
  service_account: {
    policy: rule({ service_account: ['agent'] }),
    yes: place(inPod),
    no: {
      another: place(elsewhere({ serviceAccount: 'default' })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
    },
  },
  labels: {
    policy: rule({ labels: { app: 'agent', tier: 'node' } }),
    yes: place(inPod),
    no: {
      'one of two': place(elsewhere({ labels: { app: 'agent' } })),
      'another value': place(elsewhere({ labels: { app: 'agent', tier: 'web' } })),
      'not resolved': place(elsewhere({ isUnresolved: true })),
    },
  },
  static_pod: {
    policy: rule({ static_pod: true }),
    yes: place(elsewhere({ isStatic: true, podUid: '0123456789abcdef0123456789abcdef' })),
    no: { 'a pod of the API': place(inPod), 'on the node': {} },
  },
  uid: {
    policy: rule({ uid: [0] }),
    yes: {},
    no: {
      'another uid': place(service({ exe: EXE, uid: 1_000 }, 'agent.service')),
      'no uid known': { without: ['uid'] },
    },
  },
  'entry: cron': {
    policy: rule({ entry: ['cron'] }),
    yes: place(cronJob(EXE)),
    no: {
      'from ssh': place(typed(EXE)),
      'from systemd': {},
      'lineage lost': { ...place(cronJob(EXE)), isLineageLost: true },
    },
  },
  'entry: ssh': {
    policy: rule({ entry: ['ssh'] }),
    yes: place(typed(EXE)),
    no: {
      'from cron': place(cronJob(EXE)),
      'lineage lost': { ...place(typed(EXE)), isLineageLost: true },
    },
  },
  'entry: container-exec': {
    policy: rule({ entry: ['container-exec'] }),
    yes: place(podExec([EXE], PLACE)),
    no: { 'the start of the container': place(inPod), 'on the node': {} },
  },
  'entry: container-start': {
    policy: rule({ entry: ['container-start'] }),
    yes: place(inPod),
    no: { 'an exec': place(podExec([EXE], PLACE)), 'on the node': {} },
  },
  'interactive: false': {
    policy: rule({ interactive: false }),
    yes: {},
    no: {
      'at a terminal': place(typed(EXE)),
      'below ssh with its terminal gone': { ...place(typed(EXE)), without: ['tty'] },
      'lineage lost': { isLineageLost: true },
    },
  },
  'interactive: true': {
    policy: rule({ interactive: true }),
    yes: place(typed(EXE)),
    no: { 'a service': {}, cron: place(cronJob(EXE)) },
  },
  init: {
    policy: rule({ init: true }),
    yes: place(inPod),
    no: {
      'a child': place(podChild(['/app/server', EXE], PLACE)),
      'an exec': place(podExec([EXE], PLACE)),
    },
  },
  'ancestors.any script': {
    policy: rule({ ancestors: { any: [{ script: ['/usr/local/sbin/nightly.sh'] }] } }),
    yes: place(scripted(EXE, '/usr/local/sbin/nightly.sh', 'cron')),
    no: {
      'another script': place(scripted(EXE, '/tmp/nightly.sh', 'cron')),
      'no script': {},
      'lineage lost': {
        ...place(scripted(EXE, '/usr/local/sbin/nightly.sh', 'cron')),
        isLineageLost: true,
      },
    },
  },
  'ancestors.none': {
    policy: rule({ ancestors: { none: [{ exe: ['/usr/sbin/sshd'] }] } }),
    yes: {},
    no: { 'below sshd': place(typed(EXE)), 'lineage lost': { isLineageLost: true } },
  },
  'ancestors.parent': {
    policy: rule({ ancestors: { parent: [{ exe: ['/usr/lib/systemd/systemd'] }] } }),
    yes: {},
    no: {
      'a grandchild': place(scripted(EXE, '/x.sh', 'timer')),
      'lineage lost': { isLineageLost: true },
    },
  },
  kinds: {
    policy: rule({}, { kinds: ['etcd'] }),
    yes: { path: '/etc/kubernetes/pki/etcd/server.key' },
    no: { 'another kind': { path: CA_KEY } },
  },
  contents: {
    policy: rule({}, { contents: ['kubeconfig'] }),
    yes: { path: '/etc/kubernetes/admin.conf' },
    no: { 'a key': { path: CA_KEY } },
  },
  distributions: {
    policy: rule({}, { distributions: ['kubeadm'] }),
    yes: {},
    no: { 'another distribution': { path: '/var/lib/k0s/pki/ca.key' } },
  },
  paths: {
    policy: rule({}, { paths: ['/etc/kubernetes/pki/etcd/**'] }),
    yes: { path: '/etc/kubernetes/pki/etcd/ca.key' },
    no: { outside: { path: CA_KEY }, 'a sibling': { path: '/etc/kubernetes/pki/etcd2/ca.key' } },
  },
  how: {
    policy: rule({}, { how: ['rename'] }),
    yes: { way: 'rename' },
    no: { 'an open': {}, 'a link': { way: 'link' }, memory: { way: 'memory' } },
  },
};

export const SITE_RULES: readonly Case[] = Object.entries(CONDITIONS).flatMap(
  ([key, { policy, yes, no }]) =>
    rows({ path: CA_KEY, reader: agent, policy, fact: FACT }, [
      { title: `${key} holds`, expected: 'allowed', ...yes },
      { title: `${key} holds for nobody without the rule`, expected: 'alert', ...yes, policy: {} },
      ...Object.entries(no).map(([why, row]) => ({
        title: `${key} does not hold: ${why}`,
        expected: 'alert' as const,
        ...row,
      })),
    ]),
);

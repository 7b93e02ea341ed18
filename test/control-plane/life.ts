import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ControlPlaneLab } from './lab.ts';

const execute = promisify(execFile);

/** The life of a control plane from its first certificate to its backup, in order. */
export const LIFE: readonly {
  readonly step: string;
  readonly run: (lab: ControlPlaneLab) => Promise<void>;
}[] = [
  { step: 'the authorities are made', run: createAuthorities },
  { step: 'the leaves are signed', run: createLeaves },
  { step: 'etcd starts and is asked for its health', run: ({ etcd }) => etcd.start() },
  { step: 'data is written and read', run: useData },
  { step: 'etcd restarts', run: restart },
  { step: 'the server certificate is renewed', run: renew },
  { step: 'the kubelet certificate is rotated', run: rotate },
  { step: 'certificates are looked at', run: inspect },
  { step: 'a snapshot is saved', run: backup },
];

async function createAuthorities({ pki }: ControlPlaneLab): Promise<void> {
  for (const name of ['ca', 'front-proxy-ca', 'etcd/ca']) await pki.authority(name);
  await pki.signingKey();
}

async function createLeaves({ pki }: ControlPlaneLab): Promise<void> {
  await pki.leaf('apiserver', 'ca');
  await pki.leaf(
    'apiserver-kubelet-client',
    'ca',
    '/O=system:masters/CN=kube-apiserver-kubelet-client',
  );
  await pki.leaf('front-proxy-client', 'front-proxy-ca');
  for (const name of ['server', 'peer', 'healthcheck-client'])
    await pki.leaf(`etcd/${name}`, 'etcd/ca');
}

async function useData({ etcd }: ControlPlaneLab): Promise<void> {
  await etcd.control('put', '/registry/lab', 'value');
  const answer = await etcd.control('get', '/registry/lab');
  if (!answer.includes('value')) throw new Error(`etcd answered ${answer}`);
}

async function restart({ etcd }: ControlPlaneLab): Promise<void> {
  await etcd.stop();
  await etcd.start();
}

async function renew(lab: ControlPlaneLab): Promise<void> {
  await lab.pki.leaf('etcd/server', 'etcd/ca');
  await restart(lab);
}

/** A new file, and a link that is replaced at once: ln makes another one and renames it. */
async function rotate({ root, pki }: ControlPlaneLab): Promise<void> {
  const folder = join(root, 'var/lib/kubelet/pki');
  const current = join(folder, 'kubelet-client-current.pem');
  for (const date of ['2026-11-24-04-00-00', '2026-11-25-04-00-00']) {
    const fresh = join(folder, `kubelet-client-${date}.pem`);
    await pki.pem(fresh);
    await execute('/usr/bin/ln', ['-sfn', fresh, current]);
    await pki.subject(current);
  }
}

async function inspect({ pki }: ControlPlaneLab): Promise<void> {
  for (const name of ['ca', 'apiserver', 'etcd/server']) await pki.subject(pki.certificate(name));
  await execute('/usr/bin/find', [pki.folder, '-name', '*.key', '-perm', '/077']);
}

async function backup({ root, etcd }: ControlPlaneLab): Promise<void> {
  const snapshot = join(root, 'snapshot.db');
  await etcd.control('snapshot', 'save', snapshot);
  writeFileSync(`${snapshot}.status`, await etcd.control('snapshot', 'status', snapshot));
}

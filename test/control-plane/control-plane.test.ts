import { join } from 'node:path';
import type { Alert } from '@keywarden/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { ControlPlaneLab } from './lab.ts';
import { LIFE } from './life.ts';

let lab: ControlPlaneLab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
});

const words = ({ event, credential, verdict, description }: Alert): string =>
  `${event.name} ${credential.canonical_path} ${verdict.reason} ${verdict.nearest_rule ?? ''}: ${description}`;

describe('the whole life of a control plane with real etcd, etcdctl and openssl', () => {
  it('raises no alert', async () => {
    lab = await ControlPlaneLab.start();
    for (const { run } of LIFE) await run(lab);
    expect((await lab.settled()).map(words)).toEqual([]);
  });

  it('raises one incident for the one theft in the middle of it', async () => {
    lab = await ControlPlaneLab.start();
    const middle = LIFE.findIndex(({ step }) => step === 'etcd restarts');
    expect(middle).toBeGreaterThan(0);
    for (const { run } of LIFE.slice(0, middle)) await run(lab);
    lab.thief.run(`/usr/bin/cp ${lab.pki.key('ca')} ${join(lab.root, 'loot')}`);
    for (const { run } of LIFE.slice(middle)) await run(lab);
    const alerts = await lab.settled();
    expect(
      alerts.map(({ credential }) => credential.canonical_path),
      alerts.map(words).join('\n'),
    ).toEqual(['/etc/kubernetes/pki/ca.key']);
    expect(alerts[0]?.lineage[0]?.exe?.path).toBe('/usr/bin/cp');
  });
});

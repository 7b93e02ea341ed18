import { mkdirSync, writeFileSync } from 'node:fs';
import { compilePolicy, DEFAULT_POLICY, judge } from '@keywarden/signature';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lab } from '../collector/lab.ts';

const lab = new Lab();
beforeAll(async () => {
  mkdirSync(lab.path('/etc/kubernetes/pki'));
  writeFileSync(lab.path('/etc/kubernetes/pki/ca.key'), 'a key\n');
  await lab.start();
});
afterAll(async () => {
  await lab.close();
});

/** `*.conf` beside it is a credential's name, so the move was taken for a file that is put in place. */
it('the directory of all keys, moved to the name of a credential beside it, is an alert', async () => {
  const to = lab.path('/etc/kubernetes/other.conf');
  const pid = await lab.run('/bin/mv', lab.path('/etc/kubernetes/pki'), to);
  const event = await lab.eventOf('security_inode_rename', pid);
  expect(event.data.credential?.canonical_path).toBe('/etc/kubernetes/pki');
  const lineage = { processes: [], complete: true };
  const verdict = judge({ event, lineage, policy: compilePolicy(DEFAULT_POLICY) });
  expect(verdict.outcome).toBe('alert');
});

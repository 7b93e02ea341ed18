/**
 * Makes apps/keywarden/demo/capture.jsonl anew: an intruder on a control plane node, played on a kernel of
 * its own and recorded by `keywarden record`. Everything in the file was seen by the sensor; the node is
 * a virtual machine so that nothing of the recording machine is in it.
 *
 *   node test/demo/record.ts
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestRoot, workspacePackages } from '../kernels/guest-packages.ts';
import { fetchKernel } from '../kernels/kernel.ts';
import { bootVm, type GuestFile } from '../kernels/vm.ts';
import { repositoryRoot } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';

const CAPTURE = join(repositoryRoot, 'apps/keywarden/demo/capture.jsonl');
const PKI = '/etc/kubernetes/pki';
const MARK = '@@capture@@';

/** Programs of their own, because busybox calls itself by its applets' names. */
const PROGRAMS = ['cat', 'cp', 'ln', 'mv', 'sh', 'sleep'];

const record = [
  'cd /root',
  'mkdir -p /usr/bin /var/tmp',
  `for program in ${PROGRAMS.join(' ')}; do mv /programs/$program /usr/bin/$program; done`,
  'export PATH=/usr/local/bin:/usr/bin:/bin KEYWARDEN_NODE=control-plane-1 KEYWARDEN_LOG__FORMAT=json',
  `node ${guestRoot}/apps/keywarden/dist/main.js record /tmp/capture.jsonl > /tmp/record.log 2>&1 &`,
  'recorder=$!',
  `until grep -q '"msg":"ready"' /tmp/record.log; do sleep 1; done`,
  '/usr/bin/sh /root/intrusion.sh > /dev/null',
  'sleep 3',
  'kill -INT $recorder; wait $recorder',
  'cat /tmp/record.log >&2',
  `echo; echo ${MARK}`,
  'cat /tmp/capture.jsonl',
].join('\n');

/** The first shell of the theft of ca.key has exited before the theft. */
const intrusion = [
  `/usr/bin/sh -c '/usr/bin/sh -c "sleep 2; cat ${PKI}/ca.key; true" & true'`,
  'sleep 5',
  'cp /usr/bin/cat /tmp/kubelet',
  `/tmp/kubelet ${PKI}/apiserver.key`,
  `ln ${PKI}/etcd/ca.key /var/tmp/notes.txt`,
  'cat /var/tmp/notes.txt',
  `mv ${PKI}/sa.key /var/tmp/.cache`,
].join('\n');

const { code, output, console } = await bootVm({
  kernel: await fetchKernel('6.1'),
  files: [
    ...(await workspacePackages(['apps/keywarden'])),
    ...PROGRAMS.map((name) => ({ from: `/usr/bin/${name}`, to: `/programs/${name}` })),
    { content: `${intrusion}\n`, to: '/root/intrusion.sh' },
    ...credentials(),
  ],
  command: record,
  timeoutMs: 600_000,
});
const capture = output.split(`${MARK}\n`)[1]?.trim();
if (code !== 0 || capture === undefined) throw new Error(`${output}\n--- console ---\n${console}`);
writeFileSync(CAPTURE, `${capture}\n`);

/** What kubeadm lays out, with fresh keys that are worth nothing. */
function credentials(): GuestFile[] {
  const folder = tempDir('pki');
  const pairs = { ca: 'kubernetes', apiserver: 'kube-apiserver', 'etcd/ca': 'etcd-ca' };
  return [...Object.entries(pairs), ['sa', 'service-accounts'] as const].flatMap(
    ([name, subject]) => {
      const stem = join(folder, name.replace('/', '-'));
      const args = `req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=${subject} -keyout ${stem}.key -out ${stem}.crt`;
      execFileSync('openssl', args.split(' '), { stdio: 'ignore' });
      const key = { content: readFileSync(`${stem}.key`), to: `${PKI}/${name}.key`, mode: 0o600 };
      const certificate = { content: readFileSync(`${stem}.crt`), to: `${PKI}/${name}.crt` };
      return name === 'sa' ? [key] : [key, certificate];
    },
  );
}

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { waitFor } from '../support/wait.ts';
import type { ScratchHost } from './scratch-host.ts';

/** The part of an alert that these scenarios look at; the whole schema has tests of its own. */
export interface SeenAlert {
  id: string;
  title: string;
  evasions: string[];
  event: {
    name: string;
    backend: string;
    process: { pid: number; comm: string; exe?: { path: string } };
    data: { pathname?: string; old_path?: string; new_path?: string; flags?: string };
  };
  credential: { kind: string; canonical_path: string; not_after?: string };
  lineage: { pid: number; comm: string; exited_at?: string }[];
  trace_id?: string;
}

/** A running Keywarden of any shape, and what came out of it. */
export interface Deployment {
  readonly host: ScratchHost;
  /** Every alert received so far, oldest first. */
  alerts(): readonly SeenAlert[];
  /** True when alerts carry certificate facts (real certificates were made). */
  readonly realCertificates: boolean;
}

export interface Scenario {
  readonly name: string;
  run(deployment: Deployment): Promise<void>;
}

/** The executable that the site policy of these scenarios allows to read every credential. */
export const ALLOWED_EXECUTABLE = '/usr/local/bin/pki-backup';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const CAT = '/bin/cat';
const SHELL = '/bin/sh';

/**
 * Waits for the alerts that `belongs` accepts, then proves by a later theft of its own (a fence) that
 * no more of them are on the way: events of one node are judged in order.
 */
async function alertsOf(
  deployment: Deployment,
  belongs: (alert: SeenAlert) => boolean,
  expected: number,
): Promise<SeenAlert[]> {
  const own = (): SeenAlert[] => deployment.alerts().filter(belongs);
  if (expected > 0) {
    await waitFor(() => own().length >= expected, {
      what: `${String(expected)} alerts; the last ones were ${JSON.stringify(
        deployment
          .alerts()
          .slice(-3)
          .map((alert) => [alert.title, alert.event.data]),
      )}`,
      deadlineMs: 60_000,
    });
  }
  await fence(deployment);
  const found = own();
  assert.equal(found.length, expected, `alerts: ${JSON.stringify(found.map((a) => a.event.data))}`);
  return found;
}

let fences = 0;

async function fence(deployment: Deployment): Promise<void> {
  fences += 1;
  const path = `/etc/kubernetes/pki/fence-${String(process.pid)}-${String(fences)}.key`;
  writeFileSync(deployment.host.path(path), 'fence\n');
  execFileSync(CAT, [deployment.host.path(path)]);
  await waitFor(
    () => deployment.alerts().some((alert) => alert.credential.canonical_path === path),
    { what: `the alert for the fence ${path}`, deadlineMs: 60_000 },
  );
}

async function runToEnd(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const pid = child.pid;
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0, `${command} ${args.join(' ')}`);
  assert(pid !== undefined);
  return pid;
}

const byPid = (pid: number) => (alert: SeenAlert) => alert.event.process.pid === pid;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'cat ca.key: exactly one alert, with path, flags, pid, executable and an exited ancestor',
    async run(deployment) {
      const { host } = deployment;
      const fifo = host.path(`/tmp/go-${String(process.pid)}`);
      execFileSync('mkfifo', [fifo]);
      // The outer shell is gone before the inner one reads the key.
      const inner = `read go < ${fifo}; ${CAT} ${host.path(CA_KEY)} > /dev/null; true`;
      const outer = spawn(SHELL, ['-c', `${SHELL} -c '${inner}' & true`], { stdio: 'ignore' });
      const outerPid = outer.pid;
      await once(outer, 'exit');
      const gate = openSync(fifo, 'w');
      writeSync(gate, 'go\n');
      closeSync(gate);
      const [alert] = await alertsOf(
        deployment,
        (a) =>
          a.event.process.comm === 'cat' &&
          a.credential.canonical_path === CA_KEY &&
          a.lineage.some((ancestor) => ancestor.pid === outerPid),
        1,
      );
      assert(alert !== undefined);
      assert.equal(alert.event.name, 'security_file_open');
      assert.match(alert.event.data.pathname ?? '', /\/etc\/kubernetes\/pki\/ca\.key$/);
      assert.match(alert.event.data.flags ?? '', /^O_RDONLY/);
      assert.match(alert.event.process.exe?.path ?? '', /\/cat$/);
      assert.equal(alert.credential.kind, 'cluster-ca');
      assert(alert.lineage.length >= 3, JSON.stringify(alert.lineage));
      assert.equal(alert.lineage[0]?.pid, alert.event.process.pid);
      const gone = alert.lineage.find((ancestor) => ancestor.pid === outerPid);
      assert(gone?.exited_at !== undefined, `no exit time: ${JSON.stringify(alert.lineage)}`);
      if (deployment.realCertificates) assert(alert.credential.not_after !== undefined);
    },
  },
  {
    name: 'mv of a key: one alert with old and new path',
    async run(deployment) {
      const { host } = deployment;
      const from = host.path('/etc/kubernetes/pki/front-proxy-ca.key');
      const to = host.path('/tmp/stolen.key');
      const pid = await runToEnd('/bin/mv', [from, to]);
      const [alert] = await alertsOf(deployment, byPid(pid), 1);
      assert.equal(alert?.event.name, 'security_inode_rename');
      assert.match(alert.event.data.old_path ?? '', /\/etc\/kubernetes\/pki\/front-proxy-ca\.key$/);
      assert.match(alert.event.data.new_path ?? '', /\/tmp\/stolen\.key$/);
    },
  },
  {
    name: 'a write-only open: no alert',
    async run(deployment) {
      const file = deployment.host.path('/etc/kubernetes/pki/apiserver.key');
      const pid = await runToEnd(SHELL, ['-c', `echo appended >> ${file}`]);
      await alertsOf(deployment, byPid(pid), 0);
    },
  },
  {
    name: 'an executable that the policy allows: no alert',
    async run(deployment) {
      const allowed = deployment.host.path(ALLOWED_EXECUTABLE);
      const pid = await runToEnd(allowed, [deployment.host.path(CA_KEY)]);
      await alertsOf(deployment, byPid(pid), 0);
    },
  },
  {
    name: 'a copy of cat named kubelet in a temporary folder: an alert that names the spoof',
    async run(deployment) {
      const spoof = deployment.host.copyExecutable(CAT, '/tmp/kubelet');
      const pid = await runToEnd(spoof, [deployment.host.path(CA_KEY)]);
      const [alert] = await alertsOf(deployment, byPid(pid), 1);
      assert.equal(alert?.event.process.comm, 'kubelet');
      assert(alert.evasions.includes('comm_spoof'), JSON.stringify(alert.evasions));
    },
  },
  {
    name: 'a file created after start: an alert',
    async run(deployment) {
      const file = deployment.host.path('/etc/kubernetes/pki/etcd/server.key');
      writeFileSync(file, 'late\n');
      const pid = await runToEnd(CAT, [file]);
      await alertsOf(deployment, byPid(pid), 1);
    },
  },
  {
    name: '1,000 unrelated opens: no alert',
    async run(deployment) {
      const folder = deployment.host.path('/tmp/unrelated');
      mkdirSync(folder, { recursive: true });
      const files = Array.from({ length: 1000 }, (_, n) => `${folder}/${String(n)}.key`);
      for (const file of files) writeFileSync(file, '');
      const before = new Set(deployment.alerts().map((alert) => alert.id));
      const pid = await runToEnd(CAT, files);
      await alertsOf(
        deployment,
        (alert) =>
          byPid(pid)(alert) ||
          (!before.has(alert.id) && (alert.event.data.pathname ?? '').startsWith(folder)),
        0,
      );
    },
  },
];

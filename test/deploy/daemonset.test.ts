import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS, parseKernelEvent, type KernelEvent } from '@keywarden/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContainedProcess, missingCgroups } from '../collector/contained-process.ts';
import { CriRuntime, makeContainer } from '../collector/cri-runtime.ts';
import { makeScratchHost } from '../e2e/scratch-host.ts';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { run, start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { find, missingHelm, render, REQUIRED, workload } from './chart.ts';
import { localEntrypoint } from '../support/entrypoint.ts';

/**
 * A private mount namespace with $1 mounted read-only at $2 and the node's procfs in it, as the kubelet
 * lays out the container, and then the rest of the arguments.
 */
const AS_IN_THE_POD = [
  'set -e',
  'mount --make-rprivate /',
  'mount --bind "$1" "$2"',
  'mount -o remount,bind,ro "$2"',
  'mount --rbind /proc "$2/proc"',
  'shift 2',
  'exec "$@"',
].join('\n');

describe.skipIf(missingHelm !== undefined)(
  `the collector as the DaemonSet starts it ${missingHelm ?? ''}`,
  () => {
    let kafka: KafkaBroker;
    let collector: RunningProcess;
    const folder = tempDir('daemonset');
    const host = makeScratchHost(join(folder, 'node'), '/usr/bin/openssl');
    const runtime = new CriRuntime(host.path('/run/containerd/containerd.sock'));
    const events: KernelEvent[] = [];
    const closers: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      kafka = await startKafka();
      closers.push(() => kafka.stop());
      await runtime.start();
      closers.push(() => {
        runtime.stop();
        return Promise.resolve();
      });
      const objects = await render({
        ...REQUIRED,
        kafka: { brokers: [kafka.bootstrap], partitions: 1, replication: 1 },
      });
      const { container } = workload(objects, 'DaemonSet', 'keywarden-collector');
      const capabilities = container.securityContext.capabilities.add ?? [];
      const configFile = join(folder, 'keywarden.yaml');
      const mountPoint = join(folder, 'host');
      mkdirSync(mountPoint);
      mkdirSync(host.path('/proc'));
      writeFileSync(
        configFile,
        find(objects, 'ConfigMap', 'keywarden').data?.['keywarden.yaml'] ?? '',
      );
      const bounding = ['-all', ...capabilities.map((name) => `+${name.toLowerCase()}`)].join(',');
      const confined = [
        'setpriv',
        `--bounding-set=${bounding}`,
        '--inh-caps=-all',
        '--no-new-privs',
      ];
      const args = container.args.map((arg) =>
        arg === '/etc/keywarden/keywarden.yaml' ? configFile : arg,
      );
      const started = localEntrypoint('collector');
      collector = await start(
        'unshare',
        [
          ...['-m', 'sh', '-c', AS_IN_THE_POD, 'sh', host.root, mountPoint],
          ...[...confined, started.command, ...started.args, ...args],
        ],
        { env: { KEYWARDEN_NODE: 'worker-1', KEYWARDEN_HOST_ROOT: mountPoint } },
      );
      closers.unshift(() => collector.stop());
      await collector.waitForLine(/"msg":"ready"/, 120_000);

      const consumer = testClient(kafka.bootstrap).consumer({
        groupId: 'daemonset-test',
        retry: { retries: 10 },
      });
      closers.unshift(() => consumer.disconnect());
      await consumer.connect();
      await consumer.subscribe({ topic: TOPICS.events, fromBeginning: true });
      await consumer.run({
        eachMessage: ({ message }) => {
          events.push(parseKernelEvent((message.value ?? Buffer.alloc(0)).toString()));
          return Promise.resolve();
        },
      });
    });

    afterAll(async () => {
      for (const close of closers) await close();
    });

    it('has exactly the capabilities of the chart', async () => {
      const { stdout } = await run('grep', ['CapEff', `/proc/${String(collector.pid)}/status`]);
      // CAP_DAC_READ_SEARCH 2, CAP_SYS_PTRACE 19, CAP_PERFMON 38, CAP_BPF 39.
      const wanted = (1n << 2n) | (1n << 19n) | (1n << 38n) | (1n << 39n);
      expect(BigInt(`0x${stdout[0]!.split(/\s+/)[1]!}`)).toBe(wanted);
    });

    it('reports the theft of a key of the node, by its path on the node', async () => {
      const key = host.path('/etc/kubernetes/pki/ca.key');
      expect((await run('cat', [key])).code).toBe(0);
      const event = await waitFor(() => events.find(({ name }) => name === 'security_file_open'), {
        what: 'security_file_open on the topic',
        deadlineMs: 60_000,
      });
      if (event.name !== 'security_file_open') throw new Error('unreachable');
      expect(event.node).toBe('worker-1');
      expect(event.process.comm).toBe('cat');
      expect(event.process.exe?.path).toMatch(/\/bin\/cat$/);
      expect(event.data.credential?.canonical_path).toBe('/etc/kubernetes/pki/ca.key');
    });

    it.skipIf(missingCgroups() !== undefined)(
      'asks the container runtime through the read-only mount of the host',
      async () => {
        const container = makeContainer();
        runtime.containers.push(container);
        const path = `kubepods/besteffort/pod${container.podUid}/${container.id}`;
        const inside = new ContainedProcess(path, host.path('/etc/kubernetes/pki/ca.key'));
        closers.unshift(() => inside.end());
        const named = () => {
          inside.open();
          return events.find(
            (event) =>
              event.name === 'security_file_open' &&
              event.process.pid === inside.pid &&
              event.process.pod?.name === container.podName,
          );
        };
        const event = await waitFor(named, { what: 'a theft with a pod', deadlineMs: 60_000 });
        expect(event).toMatchObject({ process: { container: { name: container.name } } });
      },
    );
  },
);

import type { FileOpenEvent } from '@keywarden/sensor';
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import type { Scenario } from './scenario.ts';

const NANOSECONDS_PER_TICK = 10_000_000n;

/** Field 22 of /proc/PID/stat: start time in clock ticks since boot. */
function startTicks(pid: number): bigint {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  return BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0');
}

export const processScenarios: readonly Scenario[] = [
  {
    name: 'fork, exec, open and exit arrive in order, with the same identity',
    async run(lab) {
      const { key } = lab.key();
      const pid = await lab.must('open', key, '0');
      await lab.from('sched_process_exit', pid);
      const of = lab.events.filter(
        (event) =>
          event.process.pid === pid ||
          (event.name === 'sched_process_fork' && event.child.pid === pid),
      );
      assert.deepEqual(
        of.map(({ name }) => name),
        ['sched_process_fork', 'sched_process_exec', 'security_file_open', 'sched_process_exit'],
      );
      const [fork, exec, open, exit] = of;
      assert.equal(fork?.name, 'sched_process_fork');
      assert.equal(exec?.name, 'sched_process_exec');
      for (const event of [exec, open, exit]) {
        assert.equal(event?.process.startTimeNs, fork.child.startTimeNs);
        assert.equal(event.process.parent.pid, process.pid);
      }
      assert.deepEqual(exec.argv.slice(1), ['open', key, '0']);
      assert.equal(exec.filename.endsWith('/attempts'), true);
      const binary = statSync(exec.process.exe.path ?? '', { bigint: true });
      assert.equal(exec.process.exe.inode, binary.ino);
      assert.equal(BigInt(exec.process.exe.device), binary.dev);
      assert.equal(open?.process.comm, 'attempts');
      assert.equal(exit?.name === 'sched_process_exit' && exit.exitCode, 0);
    },
  },
  {
    name: 'the start time is that of /proc/PID/stat',
    async run(lab) {
      const { key } = lab.key();
      const [event] = await lab.fileEvents(await lab.must('open', key, '0'));
      assert.equal(event?.process.parent.pid, process.pid);
      assert.equal(
        event.process.parent.startTimeNs / NANOSECONDS_PER_TICK,
        startTicks(process.pid),
      );
    },
  },
  {
    name: 'the chain of ancestors, nearest first',
    async run(lab) {
      const { key } = lab.key();
      const top = await lab.must('chain', '3', key);
      const open = await lab.until(
        'open by a great-grandchild',
        (event): event is FileOpenEvent =>
          event.name === 'security_file_open' && event.process.ancestors[2]?.pid === top,
      );
      const chain = open.process.ancestors;
      assert.deepEqual(
        chain.slice(0, 3).map(({ comm }) => comm),
        ['attempts', 'attempts', 'attempts'],
      );
      assert.equal(chain[3]?.pid, process.pid);
      assert.equal(chain[0]?.pid, open.process.parent.pid);
      assert.equal(chain[0].startTimeNs, open.process.parent.startTimeNs);
    },
  },
  {
    name: 'exec from a thread that is not the leader keeps pid and start time',
    async run(lab) {
      const { key } = lab.key();
      const first = await lab.must('open', key, '0');
      const binary = (await lab.from('sched_process_exec', first)).process.exe.path ?? '';
      const pid = await lab.must('thread-exec', binary, 'open', key, '0');
      await lab.from('sched_process_exit', pid);
      const execs = lab.events.filter(
        (event) => event.name === 'sched_process_exec' && event.process.pid === pid,
      );
      assert.equal(execs.length, 2);
      assert.equal(execs[0]?.process.startTimeNs, execs[1]?.process.startTimeNs);
      assert.equal(execs[1]?.process.tid, pid);
      const [open] = await lab.fileEvents(pid);
      assert.equal(open?.process.startTimeNs, execs[0]?.process.startTimeNs);
    },
  },
  {
    name: 'a process with many threads exits once',
    async run(lab) {
      const { key } = lab.key();
      const { pid } = await lab.attempt('exit-threads').catch(() => ({ pid: 0 }));
      const exit = await lab.until(
        'exit with status 3',
        (event): event is Extract<typeof event, { name: 'sched_process_exit' }> =>
          event.name === 'sched_process_exit' && event.exitCode === 3 && pid === 0,
      );
      await lab.fileEvents(await lab.must('open', key, '0'));
      const exits = lab.events.filter(
        (event) => event.name === 'sched_process_exit' && event.process.pid === exit.process.pid,
      );
      assert.equal(exits.length, 1);
      assert.equal(exit.signal, 0);
    },
  },
];

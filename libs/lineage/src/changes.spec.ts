import type { KernelEvent, ProcessFacts } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.js';

const envelope = {
  schema: 'keywarden.event/1',
  node: 'n',
  boot_id: 'b',
  seq: 1,
  time: '2026-01-01T00:00:00Z',
  backend: 'syscall',
} as const;

const shell: ProcessFacts = {
  pid: 5,
  tid: 5,
  start_time: 50,
  comm: 'sh',
  exe: { path: '/bin/sh' },
  uid: 0,
  parent: { pid: 1, start_time: 1 },
};

const event = (part: object): KernelEvent => ({ ...envelope, ...part }) as KernelEvent;

describe('changesOf', () => {
  it('makes a forked child a copy of its parent, under it', () => {
    const data = { child: { pid: 6, start_time: 60 } };
    const [change] = changesOf(event({ name: 'sched_process_fork', process: shell, data }));
    expect(change).toMatchObject({
      kind: 'fork',
      key: { node: 'n', boot_id: 'b', pid: 6, start_time: 60 },
      record: { comm: 'sh', exe: { path: '/bin/sh' }, parent: { pid: 5, start_time: 50 } },
    });
  });

  it('lets a child inherit session, terminal and unit, but not its number in a pid namespace', () => {
    const process = {
      ...shell,
      session: 5,
      tty: 'pts/0',
      systemd_unit: 'session-1.scope',
      ns_pid: 3,
    };
    const data = { child: { pid: 6, start_time: 60 } };
    const [change] = changesOf(event({ name: 'sched_process_fork', process, data }));
    expect(change).toMatchObject({
      record: { session: 5, tty: 'pts/0', systemd_unit: 'session-1.scope', ns_pid: undefined },
    });
  });

  it('keeps a number in a pid namespace only where it differs', () => {
    const inside = { name: 'sched_process_exec', data: { pathname: '/bin/sh' } };
    for (const [ns_pid, kept] of [
      [1, 1],
      [5, undefined],
    ] as const) {
      const [change] = changesOf(event({ ...inside, process: { ...shell, ns_pid } }));
      expect(change).toMatchObject({ record: { ns_pid: kept } });
    }
  });

  it('marks an exit with the time of the event', () => {
    const exit = event({ name: 'sched_process_exit', process: shell, data: { exit_code: 0 } });
    expect(changesOf(exit)).toEqual([
      {
        kind: 'exit',
        key: { node: 'n', boot_id: 'b', pid: 5, start_time: 50 },
        exited_at: envelope.time,
      },
    ]);
  });

  it('learns a whole chain from a credential event', () => {
    const process = {
      ...shell,
      ancestors: [
        { pid: 1, start_time: 1, comm: 'init' },
        { pid: 0, start_time: 0, comm: 'swapper' },
      ],
    };
    const open = event({
      name: 'security_file_open',
      process,
      data: { pathname: '/', flags: '', flags_number: 0 },
    });
    expect(changesOf(open).map(({ key }) => key.pid)).toEqual([5, 1, 0]);
    expect(changesOf(open)[1]).toMatchObject({ record: { parent: { pid: 0, start_time: 0 } } });
  });

  it('learns nothing from a heartbeat', () => {
    expect(changesOf(event({ name: 'sensor_status', data: {} }))).toEqual([]);
  });
});

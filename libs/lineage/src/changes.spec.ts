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
      kind: 'upsert',
      key: { node: 'n', boot_id: 'b', pid: 6, start_time: 60 },
      record: { comm: 'sh', exe: { path: '/bin/sh' }, parent: { pid: 5, start_time: 50 } },
    });
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

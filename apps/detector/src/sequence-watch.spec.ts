import type { KernelEvent } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { SequenceWatch } from './sequence-watch.js';

const envelope = {
  schema: 'keywarden.event/1',
  time: '2026-11-24T04:00:00Z',
  backend: 'syscall',
} as const;

function exit(seq: number, node = 'a', boot_id = 'boot'): KernelEvent {
  return {
    ...envelope,
    node,
    boot_id,
    seq,
    name: 'sched_process_exit',
    process: { pid: 1, tid: 1, start_time: 0, comm: 'x' },
    data: { exit_code: 0 },
  };
}

function status(seq: number, first_seq: number, node = 'a', boot_id = 'boot'): KernelEvent {
  return {
    ...envelope,
    node,
    boot_id,
    seq,
    name: 'sensor_status',
    data: {
      state: 'alive',
      first_seq,
      uptime_ms: 1,
      watched: { files: 0, directories: 0, filesystems: 0 },
      captured: 0,
      published: 0,
      filtered: 0,
      queued: 0,
      lost: {},
    },
  };
}

function missing(...events: KernelEvent[]): number {
  const watch = new SequenceWatch();
  return events.flatMap((event) => watch.see(event)).reduce((sum, { count }) => sum + count, 0);
}

describe('SequenceWatch', () => {
  it('is quiet about numbers without gaps, wherever they start', () => {
    expect(missing(exit(7), exit(8), status(9, 0))).toBe(0);
  });

  it('counts what is missing once a heartbeat confirms the run', () => {
    const watch = new SequenceWatch();
    for (const event of [exit(0), exit(3), exit(4)]) expect(watch.see(event)).toEqual([]);
    expect(watch.see(status(6, 0))).toEqual([
      { node: 'a', count: 2, from: 1, to: 3 },
      { node: 'a', count: 1, from: 5, to: 6 },
    ]);
    expect(watch.see(status(7, 0))).toEqual([]);
  });

  it('takes a restarted collector for no loss, but counts a gap after its start', () => {
    expect(missing(exit(4), exit(1000), status(1001, 1000))).toBe(0);
    expect(missing(exit(4), exit(1002), status(1003, 1000))).toBe(2);
  });

  it('takes a redelivery for no loss', () => {
    expect(missing(exit(0), exit(1), exit(2), exit(0), exit(1), exit(2), status(3, 0))).toBe(0);
  });

  it('takes a reboot for no loss', () => {
    expect(missing(exit(50), exit(0, 'a', 'next'), status(1, 0, 'a', 'next'))).toBe(0);
  });

  it('keeps nodes apart', () => {
    expect(missing(exit(0), exit(9, 'b'), exit(1), status(10, 0, 'b'), status(2, 0))).toBe(0);
  });

  it('loses no count when there are more gaps than it remembers', () => {
    const odd = Array.from({ length: 500 }, (_, index) => exit(index * 2));
    expect(missing(...odd, status(1000, 0))).toBeGreaterThanOrEqual(500);
  });
});

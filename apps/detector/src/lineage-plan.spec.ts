import type { CredentialEvent, ProcessEvent } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { LineagePlan } from './lineage-plan.js';

const envelope = {
  schema: 'keywarden.event/1',
  node: 'a',
  boot_id: 'boot',
  seq: 1,
  time: '2026-11-24T04:00:00Z',
  backend: 'syscall',
} as const;

function facts(pid: number) {
  return { pid, tid: pid, start_time: pid * 10_000_000, comm: 'x' };
}

function exec(pid: number, node = 'a'): ProcessEvent {
  const data = { pathname: '/bin/x' };
  return { ...envelope, node, name: 'sched_process_exec', process: facts(pid), data };
}

function open(pid: number, ancestors?: number[]): CredentialEvent {
  return {
    ...envelope,
    name: 'security_file_open',
    process: { ...facts(pid), ...(ancestors && { ancestors: ancestors.map(facts) }) },
    data: { pathname: '/k', flags: 'O_RDONLY', flags_number: 0 },
  };
}

describe('LineagePlan', () => {
  it('never cuts a batch without credential events', () => {
    expect(new LineagePlan().mustWait(exec(7))).toBe(false);
  });

  it('makes an exec of the process or of a living ancestor wait, and no other', () => {
    const plan = new LineagePlan();
    plan.hold(open(7, [5, 1]));
    expect([7, 5, 1].map((pid) => plan.mustWait(exec(pid)))).toEqual([true, true, true]);
    expect(plan.mustWait(exec(8))).toBe(false);
    expect(plan.mustWait(exec(7, 'b'))).toBe(false);
  });

  it('tells a reused pid from the process it was', () => {
    const plan = new LineagePlan();
    plan.hold(open(7, []));
    const reused = exec(7);
    expect(plan.mustWait({ ...reused, process: { ...reused.process, start_time: 1 } })).toBe(false);
  });

  it('lets forks and exits pass', () => {
    const plan = new LineagePlan();
    plan.hold(open(7, [5]));
    const exit: ProcessEvent = {
      ...envelope,
      name: 'sched_process_exit',
      process: facts(7),
      data: { exit_code: 0 },
    };
    expect(plan.mustWait(exit)).toBe(false);
  });

  it('makes every exec wait for an event whose ancestors are unknown', () => {
    const plan = new LineagePlan();
    plan.hold(open(7));
    expect(plan.mustWait(exec(99))).toBe(true);
    plan.clear();
    expect(plan.mustWait(exec(99))).toBe(false);
  });
});

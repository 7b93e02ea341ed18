import type { LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { isContainerProgram } from './container-program.js';

const CONTAINER = { id: 'c1' };

/** The chain of a container, its first process last; `reader` is the process asked about. */
function chain(paths: readonly string[], firstPid: number | 'unknown' = 1) {
  const processes = paths.map((path, index): LineageProcess => {
    const number = index === paths.length - 1 ? firstPid : 100 - index;
    return {
      pid: 1000 - index,
      start_time: 0,
      comm: 'x',
      exe: { path },
      container: CONTAINER,
      ...(number === 'unknown' ? {} : { ns_pid: number }),
    };
  });
  const [first] = processes;
  if (first === undefined) throw new Error('an empty chain');
  const reader: ProcessFacts = { ...first, tid: first.pid };
  const shim: LineageProcess = { pid: 2, start_time: 0, comm: 'containerd-shim' };
  return isContainerProgram(reader, [...processes, shim]);
}

describe('what a container is there for', () => {
  it.each<[string, string[], boolean]>([
    ['its first process', ['/app'], true],
    ['a worker with the same executable', ['/usr/bin/python3.12', '/usr/bin/python3.12'], true],
    ['a shell of an entry point script', ['/bin/sh', '/bin/sh'], true],
    ['what tini starts', ['/usr/bin/node', '/sbin/tini'], true],
    ['a worker of what tini starts', ['/app', '/app', '/sbin/tini'], true],
    ['the interpreter that a script starts', ['/usr/bin/python3', '/bin/bash'], true],
    ['kubectl that a script starts', ['/usr/bin/kubectl', '/bin/sh'], true],
    ['the interpreter below tini and a script', ['/usr/bin/java', '/bin/sh', '/sbin/tini'], true],
    ['cat that a script starts', ['/bin/cat', '/bin/sh'], false],
    ['cat that a script below tini starts', ['/bin/cat', '/bin/sh', '/sbin/tini'], false],
    ['a shell that the program starts', ['/bin/sh', '/usr/bin/node'], false],
    ['cat in a shell that it starts', ['/bin/cat', '/bin/sh', '/usr/bin/node'], false],
    ['another interpreter that it starts', ['/usr/bin/python3', '/usr/bin/node'], false],
    ['an interpreter in its shell', ['/usr/bin/perl', '/bin/sh', '/usr/bin/node'], false],
    ['an interpreter below one', ['/usr/bin/perl', '/usr/bin/node', '/sbin/tini'], false],
  ])('%s', (_what, paths, expected) => {
    expect(chain(paths)).toBe(expected);
  });

  it('nothing that was put in later, whatever its executable', () => {
    expect(chain(['/app'], 42)).toBe(false);
    expect(chain(['/usr/bin/python3', '/bin/sh'], 42)).toBe(false);
  });

  it('is not known without the number of the first process', () => {
    expect(chain(['/usr/bin/python3', '/bin/sh'], 'unknown')).toBe(undefined);
    expect(chain(['/app'], 'unknown')).toBe(undefined);
  });

  it('is nothing on the host', () => {
    const reader: ProcessFacts = { pid: 1, tid: 1, start_time: 0, comm: 'systemd', ns_pid: 1 };
    expect(isContainerProgram(reader, [])).toBe(false);
  });
});

import { kernelEvent } from '@keywarden/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainProcessEvent } from './process-event-check.js';

const nat = fc.nat();
const identity = { pid: nat, start_time: fc.nat().map((ticks) => ticks * 10_000_000) };
const wide = fc.oneof(nat, fc.constant('18446744073709551615'));
const text = fc.string({ unit: 'binary', maxLength: 20 });

const facts = fc.record(
  {
    ...identity,
    tid: nat,
    comm: text,
    exe: fc.record(
      {
        path: text,
        device: wide,
        inode: wide,
        deleted: fc.boolean(),
        memfd: fc.boolean(),
        mode: nat,
      },
      { requiredKeys: ['path'] },
    ),
    argv: fc.array(text, { maxLength: 3 }),
    cwd: text,
    uid: nat,
    euid: nat,
    loginuid: nat,
    tty: text,
    parent: fc.record(identity),
    ancestors: fc.array(fc.record({ ...identity, comm: text }), { maxLength: 16 }),
    container: fc.record(
      { id: text, name: text, image: text, unresolved: text },
      { requiredKeys: ['id'] },
    ),
    pod: fc.record({ namespace: text, name: text, uid: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ['pid', 'start_time', 'tid', 'comm'] },
);

const named = fc.oneof(
  fc.record({
    name: fc.constant('sched_process_fork'),
    data: fc.record({ child: fc.record(identity) }),
  }),
  fc.record({
    name: fc.constant('sched_process_exec'),
    data: fc.record({ pathname: text, snapshot: fc.boolean() }, { requiredKeys: ['pathname'] }),
  }),
  fc.record({
    name: fc.constant('sched_process_exit'),
    data: fc.record({ exit_code: fc.integer() }),
  }),
);

const processEvent = fc
  .tuple(named, facts, nat, fc.constantFrom('fentry', 'syscall', 'procfs'))
  .map(([{ name, data }, process, seq, backend]) => ({
    schema: 'keywarden.event/1',
    node: 'node-1',
    boot_id: 'boot',
    seq,
    time: '2026-11-24T04:00:00.123456789Z',
    backend,
    name,
    process,
    data,
  }));

/** Values that a schema is likely to refuse somewhere, or to accept where one would not think so. */
const odd = fc.constantFrom<unknown>(
  null,
  -1,
  1.5,
  -0,
  2 ** 53,
  1e300,
  '',
  '0',
  'x'.repeat(300),
  '123456789012345678901',
  true,
  [],
  [1],
  {},
  { pid: 1 },
  'sched_process_exit',
  'security_file_open',
);

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

function places(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key])]);
}

type Mutation = (place: Place) => void;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  odd.map((value): Mutation => ({ holder, key }) => {
    holder[key] = value;
  }),
  fc.constant<Mutation>(({ holder, key }) => {
    if (!Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  }),
  fc
    .tuple(fc.constantFrom('extra', 'image', 'path', 'constructor'), odd)
    .map(([name, value]): Mutation => ({ holder }) => {
      if (!Array.isArray(holder)) holder[name] = value;
    }),
);

describe('isPlainProcessEvent', () => {
  it('accepts every process event that the schema describes', () => {
    fc.assert(
      fc.property(processEvent, (event) => {
        expect(kernelEvent.safeParse(event).success).toBe(true);
        expect(isPlainProcessEvent(event)).toBe(true);
      }),
    );
  });

  it('accepts a damaged event only if the schema accepts it too, unchanged', () => {
    fc.assert(
      fc.property(processEvent, fc.nat(), mutation, (event, at, mutate) => {
        const copy = structuredClone(event);
        const all = places(copy);
        mutate(all[at % all.length]!);
        if (!isPlainProcessEvent(copy)) return;
        const parsed = kernelEvent.safeParse(copy);
        expect(parsed.success).toBe(true);
        expect(parsed.data).toEqual(copy);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([null, [], 'x', 7, {}, { name: 'sched_process_exit' }])('refuses %j', (value) => {
    expect(isPlainProcessEvent(value)).toBe(false);
  });

  it('leaves prototype tricks to the parser', () => {
    const trick: unknown = JSON.parse('{"__proto__":{"name":"sched_process_exit"}}');
    expect(isPlainProcessEvent(trick)).toBe(false);
  });

  it('leaves every other kind of event to the parser', () => {
    expect(isPlainProcessEvent({ name: 'security_file_open', data: {} })).toBe(false);
  });
});

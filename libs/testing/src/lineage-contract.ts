import type {
  AncestryQuery,
  LineageChange,
  LineageStore,
  ProcessKey,
  ProcessRecord,
} from '@keywarden/lineage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface LineageStoreSubject {
  store: LineageStore;
  /** Makes this many seconds pass for the store. */
  pass(seconds: number): Promise<void>;
  close?(): Promise<void>;
}

/** Seconds that the store under test must remember exited processes. */
export const CONTRACT_RETENTION_SECONDS = 2;
const EXIT = '2026-11-24T04:00:01Z';

/** What every LineageStore must do. Each test works on a node of its own. */
export function describeLineageStoreContract(
  name: string,
  factory: () => Promise<LineageStoreSubject>,
): void {
  describe(`LineageStore contract: ${name}`, () => {
    let subject: LineageStoreSubject;
    let nodes = 0;
    const node = (): Node => new Node(subject.store, `node-${String((nodes += 1))}`);
    beforeAll(async () => {
      subject = await factory();
    });
    afterAll(async () => {
      await subject.close?.();
    });

    it('answers with the chain, nearest first, and stops at pid 1 as complete', async () => {
      const n = node();
      await n.apply([n.up(1, { pid: 0 }), n.up(2, { pid: 1 }), n.up(3, { pid: 2 })]);
      const { processes, complete } = await n.ancestry(3);
      expect(processes.map(({ pid }) => pid)).toEqual([3, 2, 1]);
      expect(complete).toBe(true);
    });

    it('keeps the order of calls that nobody waited for', async () => {
      const n = node();
      const writing = n.apply([n.up(1, { pid: 0 }), n.up(2, { pid: 1 })]);
      const reading = n.ancestry(2);
      await writing;
      expect((await reading).processes.map(({ pid }) => pid)).toEqual([2, 1]);
    });

    it('follows the recorded parents whatever the hints say', async () => {
      const n = node();
      await n.apply([n.up(1, { pid: 0 }), n.up(2, { pid: 1 }), n.up(3, { pid: 2 }), n.up(9)]);
      for (const hinted of [[], [2, 1], [9], [404, 2]]) {
        const { processes, complete } = await n.ancestry(3, 16, hinted);
        expect(processes.map(({ pid }) => pid)).toEqual([3, 2, 1]);
        expect(complete).toBe(true);
      }
    });

    it('cuts at the depth asked for without calling that incomplete', async () => {
      const n = node();
      await n.apply([n.up(1), n.up(2, { pid: 1 }), n.up(3, { pid: 2 })]);
      const { processes, complete } = await n.ancestry(3, 2);
      expect(processes.map(({ pid }) => pid)).toEqual([3, 2]);
      expect(complete).toBe(true);
    });

    it('says so when a named parent is not known, and when the process itself is not', async () => {
      const n = node();
      await n.apply([n.up(3, { pid: 2 })]);
      expect(await n.ancestry(3)).toMatchObject({ processes: [{ pid: 3 }], complete: false });
      expect(await n.ancestry(99)).toEqual({ processes: [], complete: false });
    });

    it('keeps fields that a later record lacks, replaces those it has, never the parent', async () => {
      const n = node();
      await n.apply([n.up(1), n.up(7)]);
      await n.apply([n.up(2, { pid: 1, comm: 'sh', cwd: '/a', argv: ['sh', '-c'], uid: 0 })]);
      await n.apply([n.up(2, { pid: 7, comm: 'cat', cwd: undefined, exe: { path: '/bin/cat' } })]);
      const { processes } = await n.ancestry(2);
      expect(processes[0]).toEqual({
        pid: 2,
        start_time: 20,
        comm: 'cat',
        cwd: '/a',
        argv: ['sh', '-c'],
        uid: 0,
        exe: { path: '/bin/cat' },
      });
      expect(processes[1]?.pid).toBe(1);
    });

    it('lets a fork name the parent whenever it comes, and replace nothing else', async () => {
      const n = node();
      const fork = n.change('fork', 2, { pid: 1, comm: 'bash', cwd: '/a', tty: 'pts/0' });
      const exec = n.up(2, { pid: 7, comm: 'cat', cwd: '/b', session: 2 });
      const glimpse = n.change('glimpse', 2, { pid: 9, comm: 'odd', cwd: '/c' });
      const first = { comm: 'cat', cwd: '/b', tty: 'pts/0', session: 2 };
      for (const [at, order] of [
        [fork, exec, glimpse],
        [exec, fork, glimpse],
        [glimpse, exec, fork],
        [glimpse, fork, exec],
      ].entries()) {
        const own = node();
        const moved = order.map((change): LineageChange => ({ ...change, key: own.key(2) }));
        if (at % 2 === 0) await own.apply([own.up(1), ...moved]);
        else for (const change of [own.up(1), ...moved]) await own.apply([change]);
        expect(await own.ancestry(2)).toMatchObject({ processes: [first, { pid: 1 }] });
      }
    });

    it('is the same for any order of a tree, each process’s own changes kept in theirs', async () => {
      const streams = (n: Node): LineageChange[][] => [
        [n.change('fork', 2, { pid: 1, comm: 'init' }), n.change('fork', 9, { pid: 1 })],
        [n.up(2, { pid: 1, comm: 'bash', session: 2 }), n.change('fork', 3, { pid: 2 }), n.exit(2)],
        [n.up(3, { pid: 2, comm: 'sh' }), n.change('fork', 4, { pid: 3 }), n.exit(3)],
        [n.up(4, { pid: 1, comm: 'cat', cwd: '/' }), n.change('glimpse', 2, { pid: 1 })],
      ];
      let random = 7;
      const next = (bound: number): number => (random = (random * 48_271) % 2_147_483_647) % bound;
      let expected: unknown;
      for (let round = 0; round < 60; round += 1) {
        const n = node();
        await n.apply([n.up(1, { pid: 0 })]);
        const left = streams(n);
        while (left.length > 0) {
          const at = round === 0 ? 0 : next(left.length);
          const change = left[at]?.shift();
          if (change === undefined) left.splice(at, 1);
          else await n.apply(next(4) === 0 ? [change, change] : [change]);
        }
        const answer = await n.ancestry(4);
        expected ??= answer;
        expect(answer).toEqual(expected);
      }
      expect(expected).toMatchObject({ processes: [{ comm: 'cat' }, { comm: 'sh' }, {}, {}] });
    });

    it('remembers an exited process until its retention ends, and the living ones longer', async () => {
      const n = node();
      await n.apply([n.up(1), n.up(2, { pid: 1 })]);
      await n.apply([n.exit(2)]);
      expect(await n.ancestry(2)).toMatchObject({ processes: [{ exited_at: EXIT }, { pid: 1 }] });
      await subject.pass(CONTRACT_RETENTION_SECONDS + 1);
      expect((await n.ancestry(2)).processes).toEqual([]);
      expect((await n.ancestry(1)).processes).toHaveLength(1);
    });

    it('is the same after a batch is applied twice, also one with fork, exec and exit', async () => {
      const n = node();
      const batch = [
        n.up(1),
        n.up(2, { pid: 1, comm: 'bash' }),
        n.up(2, { comm: 'cat' }),
        n.exit(2),
      ];
      await n.apply(batch);
      const once = await n.ancestry(2);
      await n.apply(batch);
      expect(await n.ancestry(2)).toEqual(once);
      expect(once).toMatchObject({ processes: [{ comm: 'cat', exited_at: EXIT }, { pid: 1 }] });
    });

    it('does not resurrect an exited process, nor prolong it, by an upsert that comes again', async () => {
      const n = node();
      await n.apply([n.up(2), n.exit(2)]);
      await n.apply([n.up(2)]);
      await n.apply([n.exit(2, '2026-11-24T05:00:00Z'), n.up(2)]);
      expect((await n.ancestry(2)).processes[0]?.exited_at).toBe(EXIT);
      await subject.pass(CONTRACT_RETENTION_SECONDS + 1);
      expect((await n.ancestry(2)).processes).toEqual([]);
    });

    it('does not take an exit alone for a process, and completes it by a late record', async () => {
      const n = node();
      await n.apply([n.exit(2)]);
      expect((await n.ancestry(2)).processes).toEqual([]);
      await n.apply([n.up(2)]);
      expect((await n.ancestry(2)).processes).toMatchObject([{ comm: 'p2', exited_at: EXIT }]);
    });

    it('keeps nodes, boots and reused pids apart', async () => {
      const [a, b] = [node(), node()];
      await a.apply([a.up(5, { comm: 'a' }), a.up(5, { comm: 'reused' }, 999)]);
      await b.apply([b.up(5, { comm: 'b' })]);
      expect((await a.ancestry(5)).processes[0]?.comm).toBe('a');
      expect((await b.ancestry(5)).processes[0]?.comm).toBe('b');
      const other = { ...a.key(5), boot_id: 'another' };
      const [answer] = await a.store.ancestry([{ key: other, depth: 3 }]);
      expect(answer?.processes).toEqual([]);
    });

    it('carries hostile names exactly', async () => {
      const n = new Node(subject.store, 'n}{\n*\u001b[31m:é\ud800');
      const comm = 'a\u0000b\n"\\xff\u2028{}';
      await n.apply([n.up(2, { comm, cwd: '', argv: ['', '\ud800', '__proto__'] })]);
      const [process] = (await n.ancestry(2)).processes;
      expect(process).toMatchObject({ comm, cwd: '', argv: ['', '\ud800', '__proto__'] });
    });

    it('ends at a loop of forged parents', async () => {
      const n = node();
      await n.apply([n.up(2, { pid: 3 }), n.up(3, { pid: 2 })]);
      const { processes, complete } = await n.ancestry(2);
      expect(processes.map(({ pid }) => pid)).toEqual([2, 3]);
      expect(complete).toBe(false);
    });

    it('answers many queries in their order, and nothing for nothing', async () => {
      const n = node();
      await n.apply(Array.from({ length: 600 }, (_, at) => n.up(at + 1, { pid: at })));
      const pids = [600, 3, 700, 1];
      const queries = pids.map((pid) => ({ key: n.key(pid), depth: 16 }));
      const answers = await n.store.ancestry(queries);
      expect(answers.map(({ processes }) => processes.length)).toEqual([16, 3, 0, 1]);
      expect(await n.store.ancestry([])).toEqual([]);
      await n.store.apply([]);
    });
  });
}

type Fields = Partial<Omit<ProcessRecord, 'pid' | 'parent'>> & {
  /** Pid of the parent. */
  pid?: number;
};

class Node {
  readonly store: LineageStore;
  readonly #name: string;

  constructor(store: LineageStore, name: string) {
    this.store = store;
    this.#name = name;
  }

  key(pid: number, start_time = pid * 10): ProcessKey {
    return { node: this.#name, boot_id: 'boot', pid, start_time };
  }

  up(pid: number, fields: Fields = {}, start_time = pid * 10): LineageChange {
    return this.change('upsert', pid, fields, start_time);
  }

  change(
    kind: 'upsert' | 'fork' | 'glimpse',
    pid: number,
    { pid: parent, ...fields }: Fields = {},
    start_time = pid * 10,
  ): LineageChange {
    const key = this.key(pid, start_time);
    const record: ProcessRecord = { pid, start_time, comm: `p${String(pid)}`, ...fields };
    if (parent !== undefined) record.parent = { pid: parent, start_time: parent * 10 };
    return { kind, key, record };
  }

  exit(pid: number, exited_at = EXIT): LineageChange {
    return { kind: 'exit', key: this.key(pid), exited_at };
  }

  apply(changes: readonly LineageChange[]): Promise<void> {
    return this.store.apply(changes);
  }

  async ancestry(pid: number, depth = 16, hinted: readonly number[] = []): ReturnType<typeof one> {
    const hints = hinted.map((ancestor) => this.key(ancestor));
    return one(this.store, { key: this.key(pid), depth, hints });
  }
}

async function one(store: LineageStore, query: AncestryQuery) {
  const [answer] = await store.ancestry([query]);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

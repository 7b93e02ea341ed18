import type { EventOf } from '@keywarden/contracts';
import {
  nodeSilentAlert,
  observe,
  type NodeRecord,
  type NodeWatchStore,
} from '@keywarden/self-alerts';
import { afterEach, describe, expect, it } from 'vitest';
import { anAlert } from './alert.js';

export interface NodeWatchStoreUnderTest {
  store: NodeWatchStore;
  close(): Promise<void>;
  /** Lets this time pass for claims, ms. */
  pass: (ms: number) => Promise<void>;
}

/** A heartbeat of a sensor that sees. */
export function aHeartbeat(
  overrides: Partial<Omit<EventOf<'sensor_status'>, 'data'>> & {
    data?: Partial<EventOf<'sensor_status'>['data']>;
  } = {},
): EventOf<'sensor_status'> {
  const { data, ...envelope } = overrides;
  return {
    schema: 'keywarden.event/1',
    node: 'node-1',
    boot_id: 'boot-1',
    seq: 1,
    time: '2026-11-24T04:00:00Z',
    backend: 'none',
    name: 'sensor_status',
    ...envelope,
    data: {
      state: 'alive',
      first_seq: 0,
      uptime_ms: 1,
      watched: { files: 1, directories: 1, filesystems: 0 },
      captured: 0,
      published: 0,
      filtered: 0,
      queued: 0,
      lost: {},
      ...data,
    },
  };
}

function aRecord(node: string, seq: number): NodeRecord {
  const canary = { last_proof: '2026-11-24T03:59:59.5Z', rounds: 1, missed: 0 };
  const { record } = observe(undefined, aHeartbeat({ node, seq, data: { canary } }), [], 5);
  if (record === undefined) throw new Error('the first heartbeat makes a record');
  return record;
}

/** Names that an attacker or a careless person may give a node. */
const NAMES = ['node-1', 'a:b', 'a{b}', 'ü "\n', '__proto__'];

/** What every NodeWatchStore has to do. `open` gives an empty one each time. */
export function describeNodeWatchStoreContract(
  name: string,
  open: () => Promise<NodeWatchStoreUnderTest>,
): void {
  describe(`NodeWatchStore: ${name}`, () => {
    let opened: NodeWatchStoreUnderTest | undefined;
    afterEach(async () => {
      await opened?.close();
    });
    const start = async (): Promise<NodeWatchStoreUnderTest> => (opened = await open());

    it('knows nothing at first', async () => {
      const { store } = await start();
      expect(await store.load(['x', 'y'])).toEqual([{}, {}]);
      expect(await store.load([])).toEqual([]);
      expect(await store.marks()).toEqual([]);
      expect((await store.silences()).size).toBe(0);
      expect((await store.episodes()).size).toBe(0);
    });

    it('gives back what was saved, whatever a node is named, in the order asked', async () => {
      const { store } = await start();
      const records = NAMES.map((node, seq) => aRecord(node, seq));
      await store.save(records, []);
      const asked = [...NAMES.toReversed(), 'unknown'];
      expect(await store.load(asked)).toEqual([
        ...records.toReversed().map((record) => ({ record })),
        {},
      ]);
      const marks = await store.marks();
      expect(marks).toHaveLength(NAMES.length);
      expect(marks).toEqual(expect.arrayContaining(records.map(({ mark }) => mark)));
    });

    it('keeps the last record of a node, its open alerts and the boot before', async () => {
      const { store } = await start();
      await store.save([aRecord('n', 1)], []);
      const last: NodeRecord = { ...aRecord('n', 2), previous_boot_id: 'b', open: [anAlert()] };
      await store.save([last], []);
      expect(await store.load(['n'])).toEqual([{ record: last }]);
      expect(await store.marks()).toEqual([last.mark]);
    });

    it('remembers a silence until the node speaks', async () => {
      const { store } = await start();
      await store.save([aRecord('a', 1), aRecord('b', 1)], []);
      const silence = nodeSilentAlert(aHeartbeat({ node: 'a' }), 90_000);
      await store.silent(new Map([['a', silence]]));
      await store.silent(new Map());
      expect(await store.silences()).toEqual(new Map([['a', silence.id]]));
      expect((await store.load(['a']))[0]?.silence).toEqual(silence);
      await store.save([aRecord('a', 2)], ['a', 'b']);
      expect((await store.silences()).size).toBe(0);
      expect((await store.load(['a']))[0]).toEqual({ record: aRecord('a', 2) });
    });

    it('forgets a node and everything of it, and no other one', async () => {
      const { store } = await start();
      await store.save([aRecord('a', 1), aRecord('b', 1)], []);
      await store.silent(new Map([['a', nodeSilentAlert(aHeartbeat(), 90_000)]]));
      await store.forget('a');
      await store.forget('a');
      expect(await store.load(['a', 'b'])).toEqual([{}, { record: aRecord('b', 1) }]);
      expect((await store.silences()).size).toBe(0);
    });

    it('gives an episode to whoever began it first, and ends only that one', async () => {
      const { store } = await start();
      const [first, second] = [anAlert({ id: 'first' }), anAlert({ id: 'second' })];
      const begun = await Promise.all([first, second].map((alert) => store.begin('lag', alert)));
      expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
      const [winner] = begun;
      const loser = winner?.id === 'first' ? second : first;
      await store.end('lag', loser);
      expect(await store.episodes()).toEqual(new Map([['lag', winner]]));
      await store.end('lag', { ...loser, id: String(winner?.id) });
      await store.end('lag', first);
      expect((await store.episodes()).size).toBe(0);
      expect((await store.begin('lag', loser)).id).toBe(loser.id);
    });

    it('lets exactly one of many claim a name, and another one after its time', async () => {
      const { store, pass } = await start();
      const claims = await Promise.all([1, 2, 3, 4].map(() => store.claim('tick', 60)));
      expect(claims.filter((won) => won)).toHaveLength(1);
      expect(await store.claim('other', 60)).toBe(true);
      await pass(80);
      expect(await store.claim('tick', 60)).toBe(true);
    });
  });
}

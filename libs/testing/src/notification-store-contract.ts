import type {
  Claim,
  Commit,
  DeliveryRecord,
  GroupState,
  NotificationStore,
} from '@keywarden/routing';
import { afterEach, describe, expect, it } from 'vitest';
import { anAlert } from './alert.js';

export interface NotificationStoreUnderTest {
  store: NotificationStore;
  close(): Promise<void>;
  /** Lets time pass for leases, ms. */
  pass: (ms: number) => Promise<void>;
}

const HOSTILE = 'ü\n"{}:\u0000\u001b[31m|=<>\\ud800 %007b';

const state = (told: number): GroupState => ({
  told,
  muted: 1,
  notifications: 2,
  first_told_ms: 3,
  last_alert_ms: 4,
  escalated: 0,
  closed: false,
  gravest: anAlert({ title: HOSTILE }),
  news: [HOSTILE],
});

const record = (n: number, incident: string, receiver = 'r'): DeliveryRecord => ({
  time: '2026-11-24T04:00:00Z',
  receiver,
  sink_type: 'fake',
  incident_id: incident,
  notification_id: `n${String(n)}`,
  alert_ids: [HOSTILE],
  reason: 'alert',
  outcome: 'delivered',
  attempts: 1,
  took_ms: 5,
  detail: HOSTILE,
});

const commit = (incident: string, rest: Partial<Commit> = {}): Commit => ({
  incident_id: incident,
  keys: [],
  records: [],
  release: false,
  ...rest,
});

const granted = (claims: readonly Claim[]) => claims.map((claim) => claim.granted);

/** What every NotificationStore has to do. `open` gives an empty one each time. */
export function describeNotificationStoreContract(
  name: string,
  open: () => Promise<NotificationStoreUnderTest>,
): void {
  describe(`NotificationStore: ${name}`, () => {
    let opened: NotificationStoreUnderTest | undefined;
    afterEach(async () => {
      await opened?.close();
    });
    const start = async () => (opened = await open());
    const ask = (incident: string, keys: readonly string[] = []) => [
      { incident_id: incident, keys },
    ];

    it('lets one owner at a time tell a receiver of an incident', async () => {
      const { store } = await start();
      expect(granted(await store.claim('r', 'one', 60_000, ask('i')))).toEqual([true]);
      const [refused] = await store.claim('r', 'two', 60_000, ask('i'));
      if (refused?.granted !== false) throw new Error('two owners at a time');
      expect(refused.retryInMs).toBeGreaterThan(50_000);
      expect(refused.retryInMs).toBeLessThanOrEqual(60_000);
      expect(granted(await store.claim('other', 'two', 60_000, ask('i')))).toEqual([true]);
      const both = [...ask('i'), ...ask(HOSTILE)];
      expect(granted(await store.claim('r', 'two', 60_000, both))).toEqual([false, true]);
      expect(await store.claim('r', 'two', 60_000, [])).toEqual([]);
    });

    it('gives a claim to exactly one of many that ask at once', async () => {
      const { store } = await start();
      const owners = Array.from({ length: 20 }, (_, n) => `owner-${String(n)}`);
      const claims = await Promise.all(owners.map((one) => store.claim('r', one, 9_000, ask('i'))));
      expect(claims.flatMap((one) => granted(one)).filter((one) => one)).toHaveLength(1);
    });

    it('renews the claim of its owner, and ends it at the end of its lease', async () => {
      const { store, pass } = await start();
      await store.claim('r', 'one', 400, ask('i'));
      await pass(200);
      expect(granted(await store.claim('r', 'one', 1_000, ask('i')))).toEqual([true]);
      await pass(400);
      expect(granted(await store.claim('r', 'two', 400, ask('i')))).toEqual([false]);
      await pass(800);
      expect(granted(await store.claim('r', 'two', 400, ask('i')))).toEqual([true]);
    });

    it('ends a claim by a release or a commit of its owner only', async () => {
      const { store } = await start();
      await store.claim('r', 'one', 60_000, [...ask('i'), ...ask('j')]);
      await store.release('r', 'two', ['i']);
      await store.commit('r', 'two', [commit('j', { release: true })]);
      const both = [...ask('i'), ...ask('j')];
      expect(granted(await store.claim('r', 'two', 60_000, both))).toEqual([false, false]);
      await store.commit('r', 'one', [commit('i')]);
      expect(granted(await store.claim('r', 'two', 60_000, ask('i')))).toEqual([false]);
      await store.release('r', 'one', ['i']);
      await store.commit('r', 'one', [commit('j', { release: true })]);
      expect(granted(await store.claim('r', 'two', 60_000, both))).toEqual([true, true]);
      await store.release('r', 'two', []);
    });

    it('knows what a receiver was told of an incident, in the order asked', async () => {
      const { store } = await start();
      await store.commit('r', 'one', [commit('i', { keys: ['a', HOSTILE] })]);
      await store.commit('r', 'one', [commit('i', { keys: ['a', 'c'] })]);
      const keys = ['b', 'a', HOSTILE, 'c'];
      const told = [false, true, true, true];
      expect(await store.claim('r', 'one', 9_000, ask('i', keys))).toEqual([
        { granted: true, told, state: undefined },
      ]);
      const nothing = [{ granted: true, told: [false], state: undefined }];
      expect(await store.claim('other', 'one', 9_000, ask('i', ['a']))).toEqual(nothing);
      expect(await store.claim('r', 'one', 9_000, ask('j', ['a']))).toEqual(nothing);
    });

    it('answers for as many alerts as an incident may have at once', async () => {
      const { store } = await start();
      const keys = Array.from({ length: 20_000 }, (_, n) => `key-${String(n)}`);
      await store.commit('r', 'one', [commit('i', { keys: keys.slice(1) })]);
      const [claim] = await store.claim('r', 'one', 9_000, ask('i', keys));
      expect(claim?.granted === true && claim.told.filter((one) => one).length).toBe(19_999);
      expect(claim?.granted === true && claim.told[0]).toBe(false);
    });

    it('gives back a group as it was, whatever text is in it', async () => {
      const { store } = await start();
      expect(await store.state('r', 'i')).toBeUndefined();
      await store.commit('r', 'one', [commit('i', { state: state(1) })]);
      await store.commit(HOSTILE, 'one', [commit(HOSTILE, { state: state(2) })]);
      expect(await store.state('r', 'i')).toEqual(state(1));
      expect(await store.state(HOSTILE, HOSTILE)).toEqual(state(2));
      await store.commit('r', 'one', [commit('i', { keys: ['a'] })]);
      const [claim] = await store.claim('r', 'one', 9_000, ask('i', ['a']));
      expect(claim).toEqual({ granted: true, told: [true], state: state(1) });
    });

    it('keeps names apart that imitate each other', async () => {
      const { store } = await start();
      await store.commit('a:b', 'one', [commit('c', { keys: ['k'], state: state(1) })]);
      expect(await store.state('a', 'b:c')).toBeUndefined();
      const [claim] = await store.claim('a', 'one', 9_000, ask('b:c', ['k']));
      expect(claim).toEqual({ granted: true, told: [false], state: undefined });
    });

    it('gives what is due, earliest first, and again after the lease', async () => {
      const { store } = await start();
      const at = (incident: string, dueMs: number | null) =>
        store.commit('r', 'one', [commit(incident, { dueMs })]);
      await at('late', 3_000);
      await at('early', 1_000);
      await at('middle', 2_000);
      await at('future', 5_001);
      await at('never', 1_000);
      await at('never', null);
      expect(await store.due('other', 5_000, 10, 1_000)).toEqual([]);
      expect(await store.due('r', 999, 10, 1_000)).toEqual([]);
      expect(await store.due('r', 5_000, 2, 1_000)).toEqual(['early', 'middle']);
      expect(await store.due('r', 5_000, 10, 1_000)).toEqual(['late']);
      expect(await store.due('r', 5_001, 10, 1_000)).toEqual(['future']);
      expect(await store.due('r', 5_999, 10, 1_000)).toEqual([]);
      expect((await store.due('r', 6_001, 10, 1_000)).toSorted()).toEqual([
        'early',
        'future',
        'late',
        'middle',
      ]);
    });

    it('changes the time to look only when a commit says so', async () => {
      const { store } = await start();
      await store.commit('r', 'one', [commit('i', { dueMs: 1_000 })]);
      await store.commit('r', 'one', [commit('i', { keys: ['a'] })]);
      expect(await store.due('r', 1_000, 10, 1_000)).toEqual(['i']);
      await store.commit('r', 'one', [commit('i', { dueMs: 9_000 })]);
      expect(await store.due('r', 8_999, 10, 1_000)).toEqual([]);
      expect(await store.due('r', 9_000, 10, -8_000)).toEqual(['i']);
      expect(await store.due('r', 1_000, 10, 1_000)).toEqual(['i']);
    });

    it('takes the same commit again without counting anything twice', async () => {
      const { store } = await start();
      const one = commit('i', { keys: ['a'], state: state(1), dueMs: 1_000, release: true });
      await store.commit('r', 'one', [one]);
      await store.commit('r', 'one', [one]);
      expect(await store.state('r', 'i')).toEqual(state(1));
      expect(await store.due('r', 1_000, 10, 1_000)).toEqual(['i']);
      await store.commit('r', 'one', []);
    });

    it('gives deliveries latest first, of an incident, of a receiver, and no more than asked', async () => {
      const { store } = await start();
      for (let n = 0; n < 6; n++) {
        const [receiver, incident] = [n % 2 === 0 ? 'r' : 's', n < 3 ? 'i' : 'j'];
        const records = [record(n, incident, receiver)];
        await store.commit(receiver, 'one', [commit(incident, { records })]);
      }
      const ids = async (query: Parameters<NotificationStore['deliveries']>[0]) =>
        (await store.deliveries(query)).map(({ notification_id }) => notification_id);
      expect(await ids({ limit: 10 })).toEqual(['n5', 'n4', 'n3', 'n2', 'n1', 'n0']);
      expect(await ids({ limit: 2 })).toEqual(['n5', 'n4']);
      expect(await ids({ limit: 0 })).toEqual([]);
      expect(await ids({ incident_id: 'i', limit: 10 })).toEqual(['n2', 'n1', 'n0']);
      expect(await ids({ receiver: 's', limit: 2 })).toEqual(['n5', 'n3']);
      expect(await ids({ receiver: 'r', incident_id: 'j', limit: 9 })).toEqual(['n4']);
      expect(await ids({ incident_id: 'unknown', limit: 9 })).toEqual([]);
      expect((await store.deliveries({ limit: 1 }))[0]).toEqual(record(5, 'j', 's'));
    });
  });
}

import type { DutyStore, InhibitSource, Silence, SilenceChange } from '@keywarden/routing';
import { afterEach, describe, expect, it } from 'vitest';
import { anIncidentAlert, aResolution } from './incident-alert.js';

export interface DutyStoreUnderTest {
  store: DutyStore;
  close(): Promise<void>;
}

const HOSTILE = 'ü\n"{}:\u0000\u001b[31m|=<>\\ud800 %007b';

const silence = (id: string, reason: string = HOSTILE): Silence => ({
  id,
  matchers: [HOSTILE],
  author: HOSTILE,
  reason,
  created_at: '2026-11-24T04:00:00Z',
  starts_at: '2026-11-24T04:00:00Z',
  ends_at: '2026-11-24T05:00:00Z',
});

const change = (one: Silence, time: string): SilenceChange => ({
  time,
  action: one.ended === undefined ? 'created' : 'ended',
  by: HOSTILE,
  silence: one,
});

const source = (incident: string, rule: string): InhibitSource => ({
  incident_id: incident,
  alert_id: 'a',
  rule,
  equal: { node: [HOSTILE], pod: [] },
  severity: 3,
  risk: 90,
  until: '2026-11-24T05:00:00Z',
});

/** What every DutyStore has to do. `open` gives an empty one each time. */
export function describeDutyStoreContract(
  name: string,
  open: () => Promise<DutyStoreUnderTest>,
): void {
  describe(`DutyStore: ${name}`, () => {
    let opened: DutyStoreUnderTest | undefined;
    afterEach(async () => {
      await opened?.close();
    });
    const start = async () => (opened = await open()).store;

    it('keeps silences, replaces them by id, and writes the trail of every change', async () => {
      const store = await start();
      expect(await store.silences()).toEqual([]);
      expect(await store.silenceChanges(10)).toEqual([]);
      const ended = { ...silence('1'), ended: { by: 'bob', at: '2026-11-24T04:30:00Z' } };
      const changes = [
        change(silence('1'), '1'),
        change(silence(HOSTILE), '2'),
        change(ended, '3'),
      ];
      for (const one of changes) await store.putSilence(one);
      const found = await store.silences();
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([ended, silence(HOSTILE)]));
      expect(await store.silenceChanges(10)).toEqual(changes.toReversed());
      expect(await store.silenceChanges(2)).toEqual(changes.toReversed().slice(0, 2));
      expect(await store.silenceChanges(0)).toEqual([]);
    });

    it('forgets silences, and keeps the trail of them', async () => {
      const store = await start();
      const changes = ['1', '2', HOSTILE].map((id) => change(silence(id), id));
      for (const one of changes) await store.putSilence(one);
      await store.removeSilences([]);
      await store.removeSilences(['1', HOSTILE, 'unknown']);
      await store.removeSilences(['1']);
      expect(await store.silences()).toEqual([silence('2')]);
      expect(await store.silenceChanges(10)).toEqual(changes.toReversed());
    });

    it('replaces what an incident mutes, and forgets it', async () => {
      const store = await start();
      expect(await store.inhibitSources()).toEqual([]);
      await store.putInhibitSources('i', [source('i', 'r1'), source('i', 'r2')]);
      await store.putInhibitSources(HOSTILE, [source(HOSTILE, 'r1')]);
      expect(await store.inhibitSources()).toHaveLength(3);
      await store.putInhibitSources('i', [source('i', 'r3')]);
      const all = await store.inhibitSources();
      expect(all).toHaveLength(2);
      expect(all).toEqual(expect.arrayContaining([source('i', 'r3'), source(HOSTILE, 'r1')]));
      await store.putInhibitSources('i', []);
      await store.putInhibitSources('unknown', []);
      expect(await store.inhibitSources()).toEqual([source(HOSTILE, 'r1')]);
    });

    it('counts each alert of an incident once and keeps the gravest', async () => {
      const store = await start();
      const risks = [50, 90, 90, 70];
      const alerts = risks.map((risk_score, n) =>
        anIncidentAlert(String(n), 'i', {
          risk_score,
          title: HOSTILE,
          time: `2026-11-24T04:0${String(n)}:00Z`,
        }),
      );
      for (const alert of [...alerts, ...alerts]) await store.noteAlert(alert);
      expect(await store.incident('i')).toEqual({
        incident_id: 'i',
        gravest: alerts[1],
        alerts: 4,
        first_at: '2026-11-24T04:00:00Z',
        last_at: '2026-11-24T04:03:00Z',
      });
      expect(await store.incident('unknown')).toBeUndefined();
    });

    it('counts right when many come at the same time, some of them twice', async () => {
      const store = await start();
      const alerts = Array.from({ length: 60 }, (_, n) =>
        anIncidentAlert(String(n % 40), 'i', { risk_score: n % 40 }),
      );
      for (let at = 0; at < alerts.length; at += 20) {
        await Promise.all(alerts.slice(at, at + 20).map((alert) => store.noteAlert(alert)));
      }
      const note = await store.incident('i');
      expect(note).toMatchObject({ alerts: 40, gravest: { id: '39' } });
    });

    it('notes the end of an incident, and that it goes on', async () => {
      const store = await start();
      await store.noteAlert(anIncidentAlert('a', 'i'));
      await store.noteAlert(aResolution('end', 'i'));
      expect(await store.incident('i')).toMatchObject({
        alerts: 1,
        resolved: { by: 'alice', reason: 'keys rotated', at: '2026-11-24T05:00:00Z' },
      });
      await store.noteAlert(anIncidentAlert('a', 'i'));
      expect((await store.incident('i'))?.resolved).toBeDefined();
      await store.noteAlert(anIncidentAlert('b', 'i'));
      expect((await store.incident('i'))?.resolved).toBeUndefined();
    });

    it('knows who took charge, and of no incident that it does not know', async () => {
      const store = await start();
      const acknowledged = { by: HOSTILE, at: '2026-11-24T04:00:00Z' };
      expect(await store.acknowledge('i', acknowledged)).toBe(false);
      await store.noteAlert(anIncidentAlert('a', 'i'));
      expect((await store.incident('i'))?.acknowledged).toBeUndefined();
      expect(await store.acknowledge('i', acknowledged)).toBe(true);
      expect(await store.acknowledge('i', { ...acknowledged, by: 'bob' })).toBe(true);
      await store.noteAlert(anIncidentAlert('b', 'i'));
      expect((await store.incident('i'))?.acknowledged).toEqual({ ...acknowledged, by: 'bob' });
    });

    it('does not take an incident that goes on after its end for one in charge', async () => {
      const store = await start();
      await store.noteAlert(anIncidentAlert('a', 'i'));
      await store.acknowledge('i', { by: 'bob', at: '2026-11-24T04:00:00Z' });
      await store.noteAlert(aResolution('end', 'i'));
      expect((await store.incident('i'))?.acknowledged).toBeDefined();
      await store.noteAlert(anIncidentAlert('b', 'i'));
      expect((await store.incident('i'))?.acknowledged).toBeUndefined();
    });

    it('lists incidents latest first, no more than asked', async () => {
      const store = await start();
      for (const [n, id] of ['i', 'j', HOSTILE, 'i'].entries()) {
        const time = `2026-11-24T04:0${String(n)}:00Z`;
        await store.noteAlert(anIncidentAlert(`${id}${String(n)}`, id, { time }));
      }
      const ids = async (limit: number) =>
        (await store.incidents(limit)).map(({ incident_id }) => incident_id);
      expect(await ids(10)).toEqual(['i', HOSTILE, 'j']);
      expect(await ids(2)).toEqual(['i', HOSTILE]);
      expect(await ids(0)).toEqual([]);
    });
  });
}

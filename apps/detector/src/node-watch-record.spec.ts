import type { Alert } from '@keywarden/contracts';
import { nodeWatchdog, observe, type NodeRecord, type Observation } from '@keywarden/self-alerts';
import { aHeartbeat, anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

type Beat = Parameters<typeof aHeartbeat>[0];

/** Observes one after the other; each step gives the heartbeat and the alerts that it calls for. */
function follow(...steps: [beat: Beat, active?: Alert[]][]): Observation[] {
  let known: NodeRecord | undefined;
  return steps.map(([beat, active = []], index) => {
    const seen = observe(known, aHeartbeat(beat), active, index);
    known = seen.record ?? known;
    return seen;
  });
}

const blind = anAlert({ id: 'blind' });
const losing = anAlert({ id: 'losing' });
const ends = (seen: Observation | undefined): string[] =>
  (seen?.resolved ?? []).map(({ status, title }) => `${String(status)} ${title}`);

describe('observe', () => {
  it('keeps the last heartbeat of a node, without the figures by name', () => {
    const by_name = {};
    const [, second] = follow([{ seq: 1 }], [{ seq: 4, data: { by_name, captured: 9 } }]);
    expect(second?.record?.mark).toMatchObject({
      node: 'node-1',
      boot_id: 'boot-1',
      seq: 4,
      heard_ms: 1,
    });
    expect(second?.record?.event.data).toMatchObject({ captured: 9 });
    expect(second?.record?.event.data.by_name).toBeUndefined();
  });

  it('takes no notice of what comes late: an earlier number, or the boot before', () => {
    const [, , older, same, newBoot, lateBoot] = follow(
      [{ seq: 5 }],
      [{ seq: 9, data: { state: 'blind' } }, [blind]],
      [{ seq: 8 }],
      [{ seq: 9 }],
      [{ seq: 2, boot_id: 'boot-2', data: { state: 'blind' } }, [blind]],
      [{ seq: 10 }],
    );
    for (const late of [older, same, lateBoot])
      expect(late).toEqual({ record: undefined, resolved: [] });
    expect(newBoot?.record).toMatchObject({ previous_boot_id: 'boot-1', mark: { seq: 2 } });
  });

  it('takes a new boot whatever its clock says', () => {
    const [, seen] = follow(
      [{ seq: 5 }],
      [{ boot_id: 'b2', seq: 1, time: '2020-01-01T00:00:00Z' }],
    );
    expect(seen?.record?.mark).toMatchObject({ boot_id: 'b2', seq: 1 });
  });

  it('ends blindness and losses together, once', () => {
    const [, , still, over, after] = follow(
      [{ seq: 1, data: { state: 'blind' } }, [blind]],
      [{ seq: 2, data: { state: 'blind' } }, [blind, losing]],
      [{ seq: 3 }, [losing]],
      [{ seq: 4 }],
      [{ seq: 5 }],
    );
    expect(still?.record?.open.map(({ id }) => id)).toEqual(['blind', 'losing']);
    expect(ends(still)).toEqual([]);
    expect(ends(over)).toHaveLength(2);
    expect(over?.resolved[0]?.resolution).toMatchObject({ by: 'keywarden' });
    expect(over?.record?.open).toEqual([]);
    expect(ends(after)).toEqual([]);
  });

  it('ends nothing by a collector that starts or stops, and what an earlier boot left by a later one', () => {
    const [, stopping, starting, alive] = follow(
      [{ seq: 1, data: { state: 'blind' } }, [blind]],
      [{ seq: 2, data: { state: 'stopping' } }],
      [{ seq: 3, boot_id: 'b2', data: { state: 'starting' } }],
      [{ seq: 4, boot_id: 'b2', data: { state: 'degraded' } }],
    );
    expect([ends(stopping), ends(starting)]).toEqual([[], []]);
    expect(ends(alive)).toHaveLength(1);
  });

  it('bounds the episodes of a node that never end', () => {
    const steps = Array.from({ length: 50 }, (_, seq): [Beat, Alert[]] => [
      { seq, data: { state: 'blind' } },
      [anAlert({ id: String(seq) })],
    ]);
    const last = follow(...steps)
      .at(-1)
      ?.record?.open.map(({ id }) => id);
    expect(last).toHaveLength(16);
    expect(last?.at(-1)).toBe('49');
  });

  it('learns how long it is from one heartbeat to the next, also when a change of state sends one', () => {
    const uptimes = [0, 60, 61, 120, 180, 240, 1_000];
    const seen = follow(
      ...uptimes.map((uptime_ms, seq): [Beat] => [{ seq, data: { uptime_ms } }]),
      [{ seq: 50, data: { uptime_ms: 5, first_seq: 50 } }],
      [{ seq: 51, data: { uptime_ms: 65, first_seq: 50 } }],
    );
    const intervals = seen.map(({ record }) => record?.mark.interval_ms);
    expect(intervals).toEqual([0, 60, 30, 59, 60, 60, 760, 760, 380]);
  });

  it.each([
    ['2026-11-24T03:59:58.5Z', 1_500],
    ['2026-11-24T04:00:00.000000001Z', 0],
    ['no time', undefined],
    [undefined, undefined],
  ])('takes the age of the proof %s from the clock of the node', (last_proof, expected) => {
    const canary = { rounds: 1, missed: 0, ...(last_proof === undefined ? {} : { last_proof }) };
    const [seen] = follow([{ data: { canary } }]);
    expect(seen?.record?.mark.proof_age_ms).toBe(expected);
  });
});

describe('nodeWatchdog', () => {
  const limits = { cluster: 'c', intervalMs: 60_000, proofMaxAgeMs: 100_000 };
  const at = (seconds: number): string =>
    new Date(Date.parse('2026-11-24T04:00:00Z') + seconds * 1_000).toISOString();
  const proved = (seconds: number, proof: number) => ({
    seq: seconds,
    time: at(seconds),
    data: { canary: { last_proof: at(proof), rounds: 1, missed: 0 } },
  });
  const watchdogs = (...beats: Beat[]): (string | undefined)[] => {
    let known: NodeRecord | undefined;
    return beats.map((beat) => {
      const { record } = observe(known, aHeartbeat(beat), [], 0);
      if (record === undefined) return undefined;
      const alert = nodeWatchdog(known, record, limits);
      known = record;
      return alert?.id;
    });
  };

  it('comes with the first heartbeat of each interval', () => {
    const ids = watchdogs(...[0, 10, 59, 60, 70, 130].map((second) => proved(second, second)));
    expect(ids.map((id) => id !== undefined)).toEqual([true, false, false, true, false, true]);
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(3);
  });

  it('comes only with a proof that is fresh enough, on both sides of the limit', () => {
    expect(watchdogs(proved(100, 0))).toEqual([expect.any(String)]);
    expect(watchdogs(proved(101, 0))).toEqual([undefined]);
    expect(watchdogs({ seq: 1 })).toEqual([undefined]);
  });

  it.each(['starting', 'degraded', 'blind', 'stopping'] as const)(
    'does not come of a %s sensor',
    (state) => {
      const beat = proved(0, 0);
      expect(watchdogs({ ...beat, data: { ...beat.data, state } })).toEqual([undefined]);
    },
  );

  it('comes at once when a sensor sees again, and goes on after the clock of the node jumped', () => {
    const blindBeat = { ...proved(62, 61), data: { state: 'blind' as const } };
    const back = { ...proved(10, 10), seq: 300 };
    const ids = watchdogs(proved(60, 60), blindBeat, proved(64, 64), proved(190, 190), back);
    expect(ids.map((id) => id !== undefined)).toEqual([true, false, true, true, true]);
    expect(new Set(ids).size).toBe(5);
  });
});

import type { Alert, KernelEvent } from '@keywarden/contracts';
import { MemoryLineageStore } from '@keywarden/state';
import { beforeAll, describe, expect, it } from 'vitest';
import { startRig } from '../detector/rig.ts';
import { dayOfCluster, type Day } from './cluster.ts';
import { verdictStatistics } from './statistics.ts';

const SEED = 20_261_124;
const CHUNK = 5_000;
/** For a machine that has other things to do. */
const DEADLINE_MS = 300_000;

/** What the detector says of a day. */
async function alertsOf(events: readonly KernelEvent[]): Promise<readonly Alert[]> {
  const lineage = new MemoryLineageStore({ maxProcesses: 500_000, retentionSeconds: 3_600 });
  const rig = await startRig({ lineage });
  for (let from = 0; from < events.length; from += CHUNK) {
    await rig.send(...events.slice(from, from + CHUNK));
  }
  expect(rig.deadLetters).toEqual([]);
  await rig.close();
  return rig.alerts;
}

const words = ({ event, description }: Alert): string => `${event.node}: ${description}`;

describe('a day of a cluster of 100 nodes', () => {
  let day: Day;
  beforeAll(() => {
    day = dayOfCluster({ seed: SEED, thefts: false });
  });

  it(
    'has at least 300,000 events, of which no alert comes',
    async () => {
      expect(day.events.length).toBeGreaterThanOrEqual(300_000);
      const before = process.cpuUsage();
      const alerts = await alertsOf(day.events);
      const { user, system } = process.cpuUsage(before);
      const seconds = ((user + system) / 1_000_000).toFixed(1);
      console.log(`${String(day.events.length)} events in ${seconds} s of CPU time`);
      expect([...new Set(alerts.map(words))]).toEqual([]);
    },
    DEADLINE_MS,
  );

  it('is made of reads that the policy allows, each by its rule', async () => {
    const { outcomes, rules } = await verdictStatistics(day.events);
    console.log(JSON.stringify({ outcomes, rules }, undefined, 2));
    expect(Object.keys(outcomes).sort()).toEqual(['allowed', 'write-only']);
    expect(Object.keys(rules).length).toBeGreaterThanOrEqual(10);
  });

  it('is the same day for the same seed, and another one for another', () => {
    const bytesOf = (seed: number): string =>
      JSON.stringify(dayOfCluster({ seed, thefts: false, nodes: 4 }).events);
    const first = bytesOf(SEED);
    expect(bytesOf(SEED) === first).toBe(true);
    expect(bytesOf(SEED + 1) === first).toBe(false);
  });
});

describe('20 thefts hidden in that day', () => {
  it(
    'are 20 incidents, each where it was hidden',
    async () => {
      const { events, hidden } = dayOfCluster({ seed: SEED, thefts: true });
      const alerts = await alertsOf(events);
      const incidents = new Map(alerts.map((alert) => [alert.incident_id, alert]));
      const places = [...incidents.values()].map(({ event }) => event.node).sort();
      expect(places, [...incidents.values()].map(words).join('\n')).toEqual(
        hidden.map(({ node }) => node).sort(),
      );
      expect(incidents.size).toBe(20);
    },
    DEADLINE_MS,
  );
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventBalance } from '@keywarden/contracts';
import { type DetectorRig, startRig } from '../detector/rig.ts';
import { buildAttempts } from '../sensor/lab.ts';
import { waitFor } from '../support/wait.ts';
import { Lab } from './lab.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const OPENS = 20_000;

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function expectBalanced({ captured, published, filtered, queued, lost }: EventBalance): void {
  expect(published + filtered + queued + total(Object.values(lost))).toBe(captured);
}

describe('a collector whose ring overflows', () => {
  const lab = new Lab();
  let rig: DetectorRig;
  beforeAll(async () => {
    rig = await startRig();
    writeFileSync(lab.path(CA_KEY), 'a key\n');
    await lab.start({ ring_bytes: 64 * 1024, heartbeat_ms: 500 });
  });
  afterAll(async () => {
    await lab.close();
    await rig.close();
  });

  it('accounts for every open by name, and has its losses told once', async () => {
    // This thread is busy all the while: the queue fills, the reader waits, the ring overflows.
    execFileSync(buildAttempts(), ['often', String(OPENS), lab.path(CA_KEY)]);
    const beat = await waitFor(
      () => lab.publisher.of('sensor_status').find(({ data }) => data.losing_since !== undefined),
      { what: 'a heartbeat that tells of losses' },
    );
    expect(beat.data).toMatchObject({ state: 'degraded' });
    await lab.settled();
    const { by_name = {}, ...all } = lab.collector.status();
    expectBalanced(all);
    for (const part of Object.values(by_name)) expectBalanced(part);
    for (const key of ['captured', 'published', 'filtered', 'queued'] as const) {
      expect(total(Object.values(by_name).map((part) => part[key]))).toBe(all[key]);
    }
    const opens = by_name.security_file_open;
    const lostOpens = opens?.lost.ring_full ?? by_name.unknown?.lost.ring_full ?? 0;
    expect(lostOpens).toBeGreaterThan(0);
    expect((opens?.published ?? 0) + lostOpens).toBeGreaterThanOrEqual(OPENS);

    const beats = lab.publisher.of('sensor_status');
    await waitFor(() => lab.publisher.of('sensor_status').length > beats.length + 1, {
      what: 'two more heartbeats',
    });
    await rig.send(...lab.publisher.of('sensor_status'));
    expect(rig.alerts.map(({ signature }) => signature.id)).toEqual(['KW-1002']);
    expect(rig.alerts[0]?.description).toMatch(/ring_full: \d+/);
  });
});

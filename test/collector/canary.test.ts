import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert, SensorStatusData } from '@keywarden/contracts';
import { type DetectorRig, startRig } from '../detector/rig.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { Blindfold } from './blindfold.ts';
import { Lab } from './lab.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const DEADLINE_MS = 1_000;

describe('the canary on this kernel', () => {
  const lab = new Lab();
  const directory = tempDir('canary');
  let rig: DetectorRig;
  let forwarded = 0;

  const latest = (): SensorStatusData | undefined => lab.publisher.of('sensor_status').at(-1)?.data;
  const inState = (state: SensorStatusData['state']) =>
    waitFor(() => (latest()?.state === state ? latest() : undefined), { what: `state ${state}` });
  const sensorHealth = () => lab.health.report().components.sensor;

  /** What the collector published so far, through the detector, until it has raised `count` alerts. */
  const alerts = (count: number): Promise<readonly Alert[]> =>
    waitFor(
      async () => {
        const fresh = lab.publisher.events.slice(forwarded);
        forwarded += fresh.length;
        if (fresh.length > 0) await rig.send(...fresh);
        return rig.alerts.length >= count ? rig.alerts : undefined;
      },
      { what: `${String(count)} alerts` },
    );

  beforeAll(async () => {
    rig = await startRig();
    writeFileSync(lab.path(CA_KEY), 'a key\n');
    const canary = { directory, every_ms: 500, deadline_ms: DEADLINE_MS };
    await lab.start({ heartbeat_ms: 3_600_000, canary });
  });
  afterAll(async () => {
    await lab.close();
    await rig.close();
  });

  it('is proved before the start is over, and again and again', async () => {
    const first = lab.collector.status().canary;
    await inState('alive');
    expect(first).toMatchObject({ missed: 0 });
    expect(first?.latency_ms).toBeLessThan(DEADLINE_MS);
    expect(Math.abs(Date.parse(first?.last_proof ?? '') - Date.now())).toBeLessThan(10_000);
    await waitFor(() => (lab.collector.status().canary?.rounds ?? 0) >= 3, { what: '3 rounds' });
    expect(lab.collector.status().canary).toMatchObject({ missed: 0 });
    expect(sensorHealth()?.state).toBe('ok');
  });

  it('is counted as filtered and never published', async () => {
    const { by_name } = lab.collector.status();
    expect(by_name?.security_file_open?.filtered).toBeGreaterThan(0);
    expect(by_name?.security_inode_rename?.filtered).toBeGreaterThan(0);
    await lab.settled();
    expect(JSON.stringify(lab.publisher.events)).not.toContain('keywarden-canary.');
  });

  it.each([
    ['the filter is overwritten', 'bloom', 'zero', 'hidden by the kernel'],
    ['the watched identities are deleted', 'watches', 'empty', "not in the kernel's map"],
  ] as const)('shows that the sensor is blind when %s', async (_, map, deed, selfCheck) => {
    const before = rig.alerts.length;
    await inState('alive');
    const blindfold = new Blindfold(map);
    blindfold[deed]();
    const blind = await inState('blind');
    expect(blind.detail).toContain('the open of the canary was not seen within 1000 ms');
    expect(blind.detail).toContain(selfCheck);
    expect(sensorHealth()?.state).toBe('down');
    const alert = (await alerts(before + 1)).at(-1);
    expect(alert).toMatchObject({
      signature: { id: 'KW-1001', name: 'sensor_blind', severity: 3 },
      event: { name: 'sensor_status', node: 'lab', data: { state: 'blind' } },
    });
    expect(alert?.description).toContain(blind.detail);

    blindfold.restore();
    const again = await inState('alive');
    expect(again.blind_since).toBeUndefined();
    expect(sensorHealth()?.state).toBe('ok');
    // Another key each time: the same one again would only be counted.
    const key = lab.path(`/etc/kubernetes/pki/${map}.key`);
    writeFileSync(key, 'a key\n');
    const pid = await lab.run('/bin/cat', key);
    await lab.eventOf('security_file_open', pid);
    await alerts(before + 3);
    const told = rig.alerts
      .slice(before)
      .map(({ signature, status = 'firing' }) => `${signature.id} ${status}`);
    expect(told.sort()).toEqual(['KW-1001 firing', 'KW-1001 resolved', 'TRC-1018 firing']);
  });

  it('hides no credential that takes its name or its place', async () => {
    const [folder = ''] = readdirSync(directory);
    const inPlace = () => readdirSync(join(directory, folder))[0] ?? '';
    const places = [lab.path('/tmp/keywarden-canary'), join(directory, folder, inPlace())];
    for (const place of places) {
      writeFileSync(lab.path(CA_KEY), 'a key\n');
      const pid = await lab.run('/bin/mv', lab.path(CA_KEY), place);
      const event = await lab.eventOf('security_inode_rename', pid);
      expect(event.data.credential?.canonical_path).toBe(CA_KEY);
      expect(event.data.new_path).toBe(place);
    }
  });

  it('gave each episode its own alert in one incident', () => {
    const blind = rig.alerts.filter(({ signature }) => signature.id === 'KW-1001');
    expect(blind.filter(({ status }) => status !== 'resolved')).toHaveLength(2);
    expect(new Set(blind.map(({ id }) => id)).size).toBe(4);
    expect(new Set(blind.map(({ incident_id }) => incident_id)).size).toBe(1);
  });

  it('leaves no folder behind', async () => {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    const { rounds } = lab.collector.status().canary ?? { rounds: 0 };
    await waitFor(() => (lab.collector.status().canary?.rounds ?? 0) > rounds + 1, {
      what: 'a canary that was made anew',
    });
    expect(readdirSync(directory)).toHaveLength(1);
    await lab.close();
    expect(existsSync(directory)).toBe(true);
    expect(readdirSync(directory)).toEqual([]);
  });
});

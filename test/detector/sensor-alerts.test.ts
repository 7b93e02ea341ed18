import { afterEach, describe, expect, it } from 'vitest';
import { startRig, type DetectorRig } from './rig.ts';
import { ScriptedNode } from './scripted-node.ts';

let rig: DetectorRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const blind = (since: string) => ({
  state: 'blind' as const,
  blind_since: since,
  detail: 'the open of the canary was not seen within 5000 ms',
});
const losing = (since: string) => ({
  state: 'degraded' as const,
  losing_since: since,
  lost: { ring_full: 7 },
});
const signatures = ({ alerts }: DetectorRig): string[] =>
  alerts.map(({ signature: { id, name, severity }, status = '' }) =>
    `${id} ${name} ${String(severity)} ${status}`.trim(),
  );

describe('heartbeats of a sensor in trouble', () => {
  it('raise one alert per episode of blindness, and resolve it when it sees', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    node.status();
    for (const since of ['one', 'one', 'one']) node.status(blind(since));
    node.status();
    for (const since of ['two', 'two']) node.status(blind(since));
    await rig.send(...node.events);
    expect(signatures(rig)).toEqual([
      'KW-1001 sensor_blind 3',
      'KW-1001 sensor_blind 3 resolved',
      'KW-1001 sensor_blind 3',
    ]);
    const [first] = rig.alerts;
    expect(new Set(rig.alerts.map(({ id }) => id)).size).toBe(3);
    expect(new Set(rig.alertKeys)).toEqual(new Set([first?.incident_id]));
    expect(first?.description).toContain('the open of the canary was not seen');
    expect(first?.lineage).toEqual([]);
  });

  it('raise one alert per episode of losses', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    for (const since of ['one', 'one', 'two']) node.status(losing(since));
    await rig.send(...node.events);
    expect(signatures(rig)).toEqual([
      'KW-1002 sensor_events_lost 2',
      'KW-1002 sensor_events_lost 2',
    ]);
    expect(rig.alerts[0]?.description).toContain('ring_full: 7');
  });

  it('keep nodes apart, and give the same ids to a detector that starts anew', async () => {
    const nodes = [new ScriptedNode('a'), new ScriptedNode('b')];
    for (const node of nodes) node.status({ ...losing('one'), ...blind('one') });
    const events = nodes.flatMap((node) => node.events);
    const ids: string[][] = [];
    for (let run = 0; run < 2; run += 1) {
      rig = await startRig();
      await rig.send(...events);
      await rig.send(...events);
      ids.push(rig.alerts.map(({ id }) => id));
      await rig.close();
      rig = undefined;
    }
    expect(new Set(ids[0]).size).toBe(4);
    expect(ids[1]).toEqual(ids[0]);
  });
});

import { parseAlert, type Alert } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { consumerLagAlert } from './consumer-lag.js';
import type { SensorStatus } from './frame.js';
import { nodeSilentAlert, silenceId } from './node-silent.js';
import { receiverFailingAlert } from './receiver-failing.js';
import { resolvedAlert } from './resolved.js';
import { clusterWatchdog } from './watchdog.js';

function heartbeat(more: Partial<SensorStatus> = {}, state: 'alive' | 'stopping' = 'alive') {
  return {
    schema: 'keywarden.event/1',
    node: 'node-1',
    boot_id: 'boot',
    seq: 7,
    time: '2026-11-24T04:00:00Z',
    backend: 'none',
    name: 'sensor_status',
    data: {
      state,
      first_seq: 1,
      uptime_ms: 1,
      watched: { files: 0, directories: 0, filesystems: 0 },
      captured: 0,
      published: 0,
      filtered: 0,
      queued: 0,
      lost: {},
    },
    ...more,
  } satisfies SensorStatus;
}

const LAG = {
  group: 'keywarden-notifier.soc',
  topic: 'keywarden.alerts.v1',
  since: '2026-11-24T04:00:00Z',
  messages: 12,
  behindMs: 61_000,
  instance: 'detector-1',
};
const FAILING = {
  receiver: 'soc',
  since: '2026-11-24T04:00:00Z',
  reason: 'HTTP 503',
  deadLettered: 0,
  instance: 'notifier-1',
  time: '2026-11-24T04:05:00Z',
};
const CLUSTER = {
  cluster: 'prod',
  nodes: 3,
  seeing: 2,
  silent: 1,
  instance: 'detector-1',
  time: '2026-11-24T04:05:00Z',
};

const idOf = ({ id, incident_id }: Alert): string => `${id} ${incident_id}`;

describe('alerts of Keywarden about itself', () => {
  const firing = {
    'a silent node': nodeSilentAlert(heartbeat(), 90_000),
    'a stopped node': nodeSilentAlert(heartbeat({}, 'stopping'), 90_000),
    'a group that is behind': consumerLagAlert(LAG),
    'a failing receiver': receiverFailingAlert(FAILING),
    'the watchdog': clusterWatchdog(CLUSTER),
  };

  it.each(Object.entries(firing))('are alerts as any other: %s', (_name, alert) => {
    expect(parseAlert(JSON.stringify(alert))).toEqual(alert);
    const points = alert.risk_factors.reduce((sum, factor) => sum + factor.points, 0);
    expect(points).toBe(alert.risk_score);
    expect(alert.status).toBeUndefined();
  });

  it.each(Object.entries(firing))(
    'end under an id of their own, in their incident: %s',
    (_n, alert) => {
      const resolution = { by: 'keywarden', reason: 'done', time: '2026-11-24T05:00:00Z' };
      const end = resolvedAlert(alert, resolution);
      expect(parseAlert(JSON.stringify(end))).toEqual(end);
      expect(end).toMatchObject({
        incident_id: alert.incident_id,
        status: 'resolved',
        resolution,
        time: resolution.time,
        title: alert.title,
      });
      expect(end.id).not.toBe(alert.id);
      expect(resolvedAlert(alert, { ...resolution, reason: 'else' }).id).toBe(end.id);
    },
  );

  it('say more quietly that a collector was stopped than that a node is silent', () => {
    const { 'a silent node': silent, 'a stopped node': stopped } = firing;
    expect(silent).toMatchObject({ title: 'Node node-1 is silent', signature: { severity: 2 } });
    expect(stopped.title).toBe('The collector of node node-1 is stopped');
    expect(stopped.signature.severity).toBeLessThan(silent.signature.severity);
    expect(stopped.risk_score).toBeLessThan(silent.risk_score);
  });

  it('have one id per node, boot and last heartbeat', () => {
    const ids = [
      heartbeat(),
      heartbeat({ seq: 8 }),
      heartbeat({ boot_id: 'next' }),
      heartbeat({ node: 'node-2' }),
    ].map((last) => nodeSilentAlert(last, 90_000));
    expect(new Set(ids.map(idOf)).size).toBe(4);
    expect(ids.map(({ id }) => id)).toContain(silenceId(heartbeat()));
    const again = nodeSilentAlert(heartbeat({ time: '2027-01-01T00:00:00Z' }), 5);
    expect(idOf(again)).toBe(idOf(firing['a silent node']));
  });

  it('have one id per group, topic and beginning, whoever found it and how bad it is', () => {
    const same = consumerLagAlert({ ...LAG, messages: 99, behindMs: 1, instance: 'detector-2' });
    expect(idOf(same)).toBe(idOf(consumerLagAlert(LAG)));
    const others = [{ group: 'g' }, { topic: 't' }, { since: '2026-11-24T05:00:00Z' }];
    const ids = others.map((other) => idOf(consumerLagAlert({ ...LAG, ...other })));
    expect(new Set([...ids, idOf(same)]).size).toBe(4);
  });

  it('have one id per receiver and beginning, and count what is in the dead letters', () => {
    const dead = receiverFailingAlert({ ...FAILING, deadLettered: 3, reason: 'x'.repeat(5_000) });
    expect(idOf(dead)).toBe(idOf(receiverFailingAlert(FAILING)));
    expect(dead.description).toContain('3 of them are in the dead letters');
    expect(dead.description.length).toBeLessThan(500);
    expect(dead.risk_score).toBeGreaterThan(receiverFailingAlert(FAILING).risk_score);
  });

  it('name the nodes that see and do not in the watchdog, all of one incident', () => {
    const later = clusterWatchdog({
      ...CLUSTER,
      seeing: 3,
      silent: 0,
      time: '2026-11-24T04:06:00Z',
    });
    const first = firing['the watchdog'];
    expect(first.description).toContain('2 of 3 nodes of cluster prod see, 1 are silent');
    expect([later.incident_id, later.risk_score, later.signature.severity]).toEqual([
      first.incident_id,
      0,
      0,
    ]);
    expect(later.id).not.toBe(first.id);
  });

  it('quote the names that nodes and groups give themselves', () => {
    const evil = "x'; reboot; '";
    const commands = [
      ...nodeSilentAlert(heartbeat({ node: evil }), 1).mitigations,
      ...consumerLagAlert({ ...LAG, group: evil }).mitigations,
    ].map(({ command }) => command);
    for (const command of commands.filter((text) => text.includes('reboot'))) {
      expect(command).toContain(`x'\\''; reboot; '\\''`);
    }
  });
});

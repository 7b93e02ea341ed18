import { parseAlert, type EventOf } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { sensorAlerts } from './sensor-alerts.js';

type StatusEvent = EventOf<'sensor_status'>;
type Data = StatusEvent['data'];

function status(data: Partial<Data>, more: Partial<StatusEvent> = {}): StatusEvent {
  return {
    schema: 'keywarden.event/1',
    node: 'node-1',
    boot_id: 'boot',
    seq: 7,
    time: '2026-11-24T04:00:00Z',
    backend: 'syscall',
    name: 'sensor_status',
    ...more,
    data: {
      state: 'alive',
      first_seq: 1,
      uptime_ms: 1,
      watched: { files: 0, directories: 0, filesystems: 0 },
      captured: 0,
      published: 0,
      filtered: 0,
      queued: 0,
      lost: {},
      ...data,
    },
  };
}

const blind = {
  state: 'blind',
  blind_since: '2026-11-24T04:00:00.5Z',
  detail: 'the open of the canary was not seen within 5000 ms',
  canary: { last_proof: '2026-11-24T03:59:00Z', latency_ms: 2, rounds: 9, missed: 1 },
} as const;
const losing = { losing_since: '2026-11-24T04:00:01Z', lost: { ring_full: 5, refused: 0 } };

const idsOf = (event: StatusEvent): string[] => sensorAlerts(event).map(({ id }) => id);

describe('sensorAlerts', () => {
  it('advises what helps against the cause', () => {
    const lost = { ring_full: 5, program_busy: 2, buffer_full: 0, unknown_cause: 1 };
    const [alert] = sensorAlerts(status({ state: 'degraded', ...losing, lost }));
    expect(
      alert?.mitigations.map(({ control, command }) => [control, command.split('  #')[0]]),
    ).toEqual([
      ['sensor-capacity', 'raise collector.ring_bytes'],
      ['sensor-backend', 'set collector.backend: kprobe'],
      ['sensor-flood', 'ps -eo pid,ppid,lstart,comm --sort=-start_time | head'],
    ]);
  });

  it('says nothing of a sensor that sees and loses nothing, or that lost something once', () => {
    expect(sensorAlerts(status({}))).toEqual([]);
    expect(sensorAlerts(status({ state: 'degraded', lost: { ring_full: 5 } }))).toEqual([]);
    expect(sensorAlerts(status({ state: 'starting' }))).toEqual([]);
  });

  it('tells what is missing, since when, and when the sensor last saw', () => {
    const [alert, ...others] = sensorAlerts(status(blind));
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      signature: { id: 'KW-1001', name: 'sensor_blind', severity: 3 },
      title: 'The sensor of node node-1 is blind',
      event: { name: 'sensor_status' },
      verdict: { reason: `sensor-blind: ${blind.detail}` },
    });
    expect(alert?.description).toContain(`since ${blind.blind_since}: ${blind.detail}`);
    expect(alert?.description).toContain(`last saw at ${blind.canary.last_proof}`);
    expect(parseAlert(JSON.stringify(alert))).toEqual(alert);
  });

  it('names the causes of a loss, also beside blindness and in the same incident', () => {
    const alerts = sensorAlerts(status({ ...blind, ...losing }));
    expect(alerts.map(({ signature }) => [signature.id, signature.severity])).toEqual([
      ['KW-1001', 3],
      ['KW-1002', 2],
    ]);
    expect(alerts[1]?.description).toContain('ring_full: 5)');
    expect(new Set(alerts.map(({ incident_id }) => incident_id)).size).toBe(1);
    expect(parseAlert(JSON.stringify(alerts[1]))).toEqual(alerts[1]);
  });

  it('gives one id per node, boot and episode, whatever the heartbeat', () => {
    const ids = (more: Partial<StatusEvent>, data: Partial<Data> = {}) =>
      idsOf(status({ ...blind, ...losing, ...data }, more));
    const first = ids({});
    expect(ids({ seq: 99, time: '2026-11-24T05:00:00Z' }, { detail: 'else' })).toEqual(first);
    const others = [
      ...ids({ node: 'node-2' }),
      ...ids({ boot_id: 'next' }),
      ...ids({}, { blind_since: '2026-11-24T06:00:00Z', losing_since: '2026-11-24T06:00:00Z' }),
    ];
    expect(new Set([...first, ...others]).size).toBe(8);
  });
});

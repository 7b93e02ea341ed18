import assert from 'node:assert/strict';
import type { ConnectEvent, FileOpenEvent, SensorEvent } from '@keywarden/sensor';
import type { Lab } from '../lab.ts';
import type { Scenario } from './scenario.ts';

/** Connections of the children of a process; complete because its own exit has arrived. */
async function connectionsBelow(lab: Lab, parent: number): Promise<ConnectEvent[]> {
  await lab.from('sched_process_exit', parent);
  return lab.events.filter(
    (event): event is ConnectEvent => isConnection(event) && event.process.parent.pid === parent,
  );
}

function isConnection(event: SensorEvent): event is ConnectEvent {
  return event.name === 'security_socket_connect' || event.name === 'k8s_api_connection';
}

export const sessionScenarios: readonly Scenario[] = [
  {
    name: 'a connection of the session that took a credential, once for each destination',
    async run(lab) {
      const { key } = lab.key();
      const leader = await lab.must('take-connect', key);
      const found = await connectionsBelow(lab, leader);
      assert.deepEqual(
        found.map(({ name, address, port }) => ({ name, address, port })),
        [4444, 4445].map((port) => ({
          name: 'security_socket_connect',
          address: '10.9.8.7',
          port,
        })),
      );
      assert.equal(found[0]?.process.session, leader);
      const { emitted } = lab.sensor.counters().byName?.security_socket_connect ?? {};
      assert.ok(emitted !== undefined && emitted >= 2);
    },
  },
  {
    name: 'no connection of another session',
    async run(lab) {
      const { key } = lab.key();
      const leader = await lab.must('take-connect-apart', key);
      assert.deepEqual(await connectionsBelow(lab, leader), []);
    },
  },
  {
    name: 'an address of the API server is told as such, in a session that took a credential too',
    async run(lab) {
      const { key } = lab.key();
      lab.sensor.watchAddresses([{ address: '10.9.8.7', port: 4445 }]);
      const leader = await lab.must('take-connect', key);
      lab.sensor.watchAddresses([]);
      const found = await connectionsBelow(lab, leader);
      assert.deepEqual(
        found.map(({ name, port }) => [name, port]),
        [
          ['security_socket_connect', 4444],
          ['k8s_api_connection', 4445],
        ],
      );
    },
  },
  {
    name: 'the pid in its own namespace, and the session outside of it',
    async run(lab) {
      const { key } = lab.key();
      const outside = await lab.must('open-as-init', key);
      const open = await lab.until(
        'open by the first process of a namespace',
        (event): event is FileOpenEvent =>
          event.name === 'security_file_open' && event.process.parent.pid === outside,
      );
      const parent = await lab.from('sched_process_exit', outside);
      assert.equal(open.process.nsPid, 1);
      assert.notEqual(open.process.pid, 1);
      assert.equal(parent.process.nsPid, outside);
      assert.equal(open.process.session, parent.process.session);
    },
  },
];

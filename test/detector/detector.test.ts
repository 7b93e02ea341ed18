import { KeywardenError, alertId, DEAD_LETTER_HEADERS } from '@keywarden/contracts';
import { changesOf, type LineageStore } from '@keywarden/lineage';
import { MemoryLineageStore } from '@keywarden/state';
import { afterEach, describe, expect, it } from 'vitest';
import { startRig, type DetectorRig } from './rig.ts';
import { CA_KEY, ScriptedNode } from './scripted-node.ts';

let rig: DetectorRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const signature = { id: 'TRC-1018', version: 1 };

describe('lineage', () => {
  it('shows ancestors that exited before the theft', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const sshd = node.spawn(node.init, '/usr/sbin/sshd');
    const bash = node.spawn(sshd, '/usr/bin/bash');
    const script = node.spawn(bash, '/usr/bin/sh');
    const cat = node.spawn(script, '/usr/bin/cat');
    node.exit(script);
    node.exit(bash);
    const theft = node.open(cat);
    await rig.send(...node.events);
    const [alert] = rig.alerts;
    expect(rig.alerts).toHaveLength(1);
    expect(alert?.id).toBe(alertId(theft, signature));
    expect(alert?.lineage.map(({ comm }) => comm)).toEqual([
      'cat',
      'sh',
      'bash',
      'sshd',
      'systemd',
    ]);
    expect(alert?.lineage.map(({ exited_at }) => exited_at !== undefined)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(alert?.lineage_incomplete).toBe(false);
    expect(rig.alertKeys).toEqual([alert?.incident_id]);
  });

  it('follows 20 generations', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    let process = node.init;
    for (let generation = 0; generation < 19; generation += 1) {
      const child = node.spawn(process, `/opt/generation-${String(generation)}`);
      if (process !== node.init) node.exit(process);
      process = child;
    }
    node.open(process);
    await rig.send(...node.events);
    expect(rig.alerts[0]?.lineage).toHaveLength(20);
    expect(rig.alerts[0]?.lineage_incomplete).toBe(false);
    expect(rig.alerts[0]?.lineage.at(-1)?.pid).toBe(1);
  });

  it('shows who acted as it was, also when it or its parent execs later in the same batch', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const bash = node.spawn(node.init, '/usr/bin/bash');
    const thief = node.spawn(bash, '/tmp/thief');
    node.open(thief);
    node.exec(thief, '/usr/bin/true');
    node.exec(bash, '/usr/bin/sleep');
    await rig.send(...node.events);
    expect(rig.alerts[0]?.lineage.map(({ exe }) => exe?.path)).toEqual([
      '/tmp/thief',
      '/usr/bin/bash',
      '/usr/lib/systemd/systemd',
    ]);
  });

  it('says when an ancestor is unknown, and alerts all the same', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const bash = node.spawn(node.init, '/usr/bin/bash');
    const cat = node.spawn(bash, '/usr/bin/cat');
    node.exit(bash);
    const theft = node.open(cat);
    // As if the detector had never heard of any process before.
    await rig.send({
      ...theft,
      process: { ...theft.process, parent: { pid: 999, start_time: 9 }, ancestors: [] },
    });
    expect(rig.alerts).toHaveLength(1);
    expect(rig.alerts[0]?.lineage_incomplete).toBe(true);
    expect(rig.alerts[0]?.confidence).not.toBe('high');
  });
});

describe('redelivery', () => {
  it('makes the same ids and incidents again', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const bash = node.spawn(node.init, '/usr/bin/bash');
    for (let count = 0; count < 5; count += 1) {
      const cat = node.spawn(bash, '/usr/bin/cat');
      node.open(cat, { credential: { ...CA_KEY, canonical_path: `/k${String(count)}` } });
      node.exit(cat);
    }
    await rig.send(...node.events);
    const first = JSON.stringify(rig.alerts);
    expect(rig.alerts).toHaveLength(5);
    expect(new Set(rig.alerts.map(({ incident_id }) => incident_id)).size).toBe(1);
    await rig.send(...node.events);
    expect(rig.alerts, 'of what is known to be told').toHaveLength(5);
    const lineage = new MemoryLineageStore({ maxProcesses: 1000, retentionSeconds: 60 });
    const other = await startRig({ lineage });
    // The lineage of a batch that was worked off before a crash, while the alerts were not told.
    await lineage.apply(node.events.flatMap(changesOf));
    for (const event of node.events) await other.send(event);
    expect(JSON.stringify(other.alerts), 'in other batches, with later lineage').toBe(first);
    await other.close();
  });

  it('loses nothing and skips nothing while the store fails', async () => {
    const memory = new MemoryLineageStore({ maxProcesses: 1000, retentionSeconds: 60 });
    let failures = 3;
    const flaky: LineageStore = {
      apply: (changes) => memory.apply(changes),
      ancestry(queries) {
        failures -= 1;
        if (failures < 0) return memory.ancestry(queries);
        return Promise.reject(
          new KeywardenError('KW_STATE_UNREACHABLE', 'gone', { retryable: true }),
        );
      },
    };
    rig = await startRig({ lineage: flaky });
    const node = new ScriptedNode();
    const theft = node.open(node.spawn(node.init, '/usr/bin/cat'));
    await rig.send(...node.events);
    expect(rig.alerts.map(({ id }) => id)).toEqual([alertId(theft, signature)]);
    expect(rig.deadLetters).toEqual([]);
  });
});

describe('bad messages', () => {
  it('go to the dead letters with bytes and reason, and hold nothing up', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const theft = node.open(node.spawn(node.init, '/usr/bin/cat'));
    const whole = Buffer.from(JSON.stringify(theft));
    const bad: [Buffer, string][] = [
      [Buffer.from('no json'), 'KW_MESSAGE_MALFORMED'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'KW_MESSAGE_MALFORMED'],
      [Buffer.alloc(0), 'KW_MESSAGE_MALFORMED'],
      [whole.subarray(0, whole.length - 1), 'KW_MESSAGE_MALFORMED'],
      [Buffer.from('null'), 'KW_MESSAGE_MALFORMED'],
      [Buffer.from(JSON.stringify({ ...theft, seq: 'x' })), 'KW_MESSAGE_MALFORMED'],
      [
        Buffer.from(JSON.stringify({ ...theft, schema: 'keywarden.event/2' })),
        'KW_MESSAGE_VERSION',
      ],
    ];
    await rig.send(...node.events.slice(0, -1), ...bad.map(([bytes]) => bytes), theft);
    expect(rig.deadLetters.map(({ value }) => value)).toEqual(bad.map(([bytes]) => bytes));
    expect(rig.deadLetters.map(({ headers }) => headers?.[DEAD_LETTER_HEADERS.code])).toEqual(
      bad.map(([, code]) => code),
    );
    const reason = rig.deadLetters[5]?.headers?.[DEAD_LETTER_HEADERS.reason];
    expect(reason).toMatch(/^seq: /);
    expect(rig.alerts.map(({ id }) => id)).toEqual([alertId(theft, signature)]);
  });

  it('that are valid events with hostile text are carried exactly', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    const names = [
      '/etc/kubernetes/pki/a\nb',
      '/etc/kubernetes/pki/\u001b[31mred\u001b[0m',
      '/etc/kubernetes/pki/\\xff\\xfe',
      '/etc/kubernetes/pki/"}],"x":1',
      '/etc/kubernetes/pki/\u2028\u202e\ud800',
      '__proto__',
    ];
    const cat = node.spawn(node.init, '/tmp/__proto__\n');
    for (const pathname of names) {
      node.open(cat, { pathname, credential: { ...CA_KEY, canonical_path: pathname } });
    }
    await rig.send(...node.events);
    const seen = rig.alerts.map(({ event }) =>
      event.name === 'security_file_open' ? event.data.pathname : '',
    );
    expect(seen).toEqual(names);
    expect(rig.alerts[0]?.lineage[0]?.comm).toBe('__proto__\n');
  });
});

describe('verdicts', () => {
  it('a write-only open and an allowed component make no alert', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    node.open(node.spawn(node.init, '/usr/bin/tee'), { flags: 1 });
    node.open(node.spawn(node.init, '/usr/local/bin/kube-controller-manager'));
    await rig.send(...node.events);
    expect(rig.alerts).toEqual([]);
  });

  it('a component by name only makes one, which names the spoof', async () => {
    rig = await startRig();
    const node = new ScriptedNode();
    node.open(node.spawn(node.init, '/tmp/kubelet'));
    await rig.send(...node.events);
    expect(rig.alerts[0]?.evasions).toContain('comm_spoof');
  });

  it('with compat: tracee the name alone is believed', async () => {
    rig = await startRig({ config: { compat: 'tracee' } });
    const node = new ScriptedNode();
    node.open(node.spawn(node.init, '/tmp/kubelet'));
    await rig.send(...node.events);
    expect(rig.alerts).toEqual([]);
  });
});

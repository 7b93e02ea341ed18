import {
  type FSWatcher,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OutgoingMessage } from '@keywarden/bus';
import { type KernelEvent, KeywardenError, parseKernelEvent } from '@keywarden/contracts';
import { createLogger, Health, loadConfig } from '@keywarden/platform';
import type {
  FileOpenEvent,
  InodeRenameEvent,
  Sensor,
  SensorEvent,
  SensorOptions,
  SensorProcess,
  WatchTarget,
} from '@keywarden/sensor';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCollector } from './collector.js';
import { collectorConfig } from './config.js';

const KEY = '/etc/kubernetes/pki/ca.key';

const actor: SensorProcess = {
  pid: 999_999_999,
  tid: 999_999_999,
  startTimeNs: 123_456_789_012n,
  comm: 'cat',
  uid: 0,
  euid: 0,
  cgroupId: 1n,
  exe: { device: 1, inode: 2n, deleted: false, path: '/usr/bin/cat' },
  parent: { pid: 1, startTimeNs: 10_000_001n },
  ancestors: [{ pid: 1, startTimeNs: 10_000_001n, comm: 'init' }],
  cwd: '/root',
  capabilities: 0n,
  mountNamespace: 1,
  session: 1,
  nsPid: 1,
  pidNamespace: 1,
  root: { device: 0, inode: 0n },
};

class FakeSensor implements Sensor {
  readonly backend = 'syscall';
  readonly probe = {
    kernelRelease: 'x',
    btf: true,
    missingCapabilities: [],
    backends: {
      fentry: { usable: false, reason: '', code: '', detail: '' },
      kprobe: { usable: false, reason: '', code: '', detail: '' },
      syscall: { usable: true, reason: '', code: '', detail: '' },
    },
  };
  emitted = 0;
  readonly lost: { ring_full?: number } = {};
  isClosed = false;
  isBlind = false;
  #canary: FSWatcher | undefined;

  constructor(readonly options: SensorOptions) {}

  emit(...events: SensorEvent[]): void {
    this.emitted += events.length;
    this.options.onEvents(events);
  }

  watch(targets: readonly WatchTarget[]): void {
    expect(this.isClosed).toBe(false);
    const canary = targets.find((target) => target.canary === true);
    if (canary !== undefined) this.#echo(canary.path);
  }

  /** Sees of a canary what the kernel would: its renames, and that it is opened then. */
  #echo(path: string): void {
    this.#canary = watch(dirname(path), (_, name) => {
      const now = join(dirname(path), name ?? '');
      if (now === path || this.isBlind) return;
      this.emit({ ...rename(path, now), canary: true }, { ...open(now), canary: true });
    });
  }

  unwatch(): void {
    expect(this.isClosed).toBe(false);
  }

  miss(): void {
    expect(this.isClosed).toBe(false);
  }

  watchAddresses(): void {
    expect(this.isClosed).toBe(false);
  }

  addHolders(): void {
    expect(this.isClosed).toBe(false);
  }

  counters() {
    if (this.isClosed) throw new Error('the sensor is closed');
    return { emitted: this.emitted, received: this.emitted, lost: this.lost, noted: {} };
  }

  programStats() {
    return [];
  }

  selfCheck() {
    return [];
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.#canary?.close();
    return Promise.resolve();
  }
}

async function lab(section: object = {}, early: SensorEvent[] = [], isBlind = false) {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-collector-'));
  const path = (onNode: string): string => {
    mkdirSync(dirname(join(root, onNode)), { recursive: true });
    return join(root, onNode);
  };
  writeFileSync(path(KEY), 'x');
  const events: KernelEvent[] = [];
  const messages: OutgoingMessage[] = [];
  const health = new Health();
  let sensor: FakeSensor | undefined;

  const collector = await startCollector({
    config: loadConfig({
      schema: collectorConfig,
      env: {},
      overrides: { node: 'n1', host_root: root, collector: section },
    }),
    publisher: {
      publish: (_, batch) => {
        messages.push(...batch);
        events.push(...batch.map(({ value }) => parseKernelEvent(value)));
        return Promise.resolve();
      },
    },
    logger: createLogger({ service: 'spec', level: 'silent', format: 'json' }),
    health,
    openSensor: (options) => {
      sensor = new FakeSensor(options);
      sensor.isBlind = isBlind;
      sensor.emit(...early);
      return Promise.resolve(sensor);
    },
  });
  onTestFinished(() => collector.close());
  if (sensor === undefined) throw new Error('no sensor was opened');
  return { collector, sensor, events, messages, path, health };
}

function open(pathname: string, more: Partial<FileOpenEvent> = {}): FileOpenEvent {
  const stats = statSync(pathname, { bigint: true, throwIfNoEntry: false });
  return {
    name: 'security_file_open',
    timeNs: 200_000_000_000n,
    process: actor,
    pathname,
    rootPath: pathname,
    flags: 0o2000000,
    device: Number(stats?.dev ?? 0n),
    inode: stats?.ino ?? 0n,
    mode: 0o100600,
    truncated: false,
    mountNamespace: 1,
    viaIoUring: false,
    byHandle: false,
    unconfirmed: false,
    ...more,
  };
}

function rename(oldPath: string, newPath: string): InodeRenameEvent {
  return {
    name: 'security_inode_rename',
    timeNs: 200_000_000_000n,
    process: actor,
    oldPath,
    newPath,
    oldRootPath: oldPath,
    newRootPath: newPath,
    otherInode: 0n,
    renameFlags: 2,
    unconfirmed: true,
    device: 0,
    inode: 0n,
    mode: 0,
    truncated: false,
    mountNamespace: 0,
    viaIoUring: false,
  };
}

const byName = (events: readonly KernelEvent[], name: KernelEvent['name']) =>
  events.filter((event) => event.name === name);

describe('startCollector', () => {
  it('publishes status, snapshot, and then what happened meanwhile, without a gap', async () => {
    const exit: SensorEvent = {
      name: 'sched_process_exit',
      timeNs: 1n,
      process: actor,
      exitCode: 7,
      signal: 0,
    };
    const { collector, events } = await lab({}, [exit]);
    await collector.close();
    expect(events[0]).toMatchObject({ name: 'sensor_status', data: { state: 'starting' } });
    const exitAt = events.findIndex(({ name }) => name === 'sched_process_exit');
    const lastSnapshot = events.findLastIndex(({ backend }) => backend === 'procfs');
    expect(lastSnapshot).toBeGreaterThan(0);
    expect(exitAt).toBeGreaterThan(lastSnapshot);
    const first = events[0]?.seq ?? 0;
    expect(events.map(({ seq }) => seq - first)).toEqual(events.map((_, index) => index));
  });

  it('publishes a credential event with its key, identity and facts', async () => {
    const { collector, sensor, events, messages, path } = await lab();
    sensor.emit(open(path(KEY)));
    await collector.close();
    const [event] = byName(events, 'security_file_open');
    expect(event).toMatchObject({
      node: 'n1',
      boot_id: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      backend: 'syscall',
      process: {
        pid: actor.pid,
        start_time: 123_450_000_000,
        exe: { path: '/usr/bin/cat', device: 1, inode: 2 },
        parent: { pid: 1, start_time: 10_000_000 },
        ancestors: [{ pid: 1, start_time: 10_000_000, comm: 'init' }],
      },
      data: {
        pathname: path(KEY),
        flags: 'O_RDONLY|O_CLOEXEC',
        flags_number: 0o2000000,
        credential: { kind: 'cluster-ca', canonical_path: KEY },
      },
    });
    expect(new Set(messages.map(({ key }) => key))).toEqual(new Set(['n1']));
  });

  it('recognises a key in another mount by its identity', async () => {
    const { collector, sensor, events, path } = await lab();
    sensor.emit(open(path(KEY), { pathname: '/mnt/innocent/ca.key' }));
    await collector.close();
    expect(byName(events, 'security_file_open')[0]).toMatchObject({
      data: { credential: { canonical_path: KEY }, reached_by: ['other_mount'] },
    });
  });

  it('filters what concerns no credential: other files, directories, foreign names', async () => {
    const { collector, sensor, events, path } = await lab();
    writeFileSync(path('/etc/kubernetes/manifests/a.yaml'), 'x');
    const { filtered } = collector.status();
    sensor.emit(
      open(path('/etc/kubernetes/manifests/a.yaml')),
      open(path('/etc/kubernetes/pki'), { mode: 0o040755 }),
      rename('/srv/app/ca.key', '/srv/app/old.key'),
    );
    await collector.close();
    expect(byName(events, 'security_file_open')).toEqual([]);
    expect(byName(events, 'security_inode_rename')).toEqual([]);
    expect(collector.status().filtered - filtered).toBe(3);
  });

  it('names a rename out of place by what was there', async () => {
    const { collector, sensor, events, path } = await lab();
    sensor.emit(rename(path(KEY), path('/tmp/x')));
    await collector.close();
    expect(byName(events, 'security_inode_rename')[0]).toMatchObject({
      data: {
        old_path: path(KEY),
        new_path: path('/tmp/x'),
        rename_flags: 'RENAME_EXCHANGE',
        credential: { kind: 'cluster-ca', canonical_path: KEY },
      },
    });
  });

  it('sees no detour in a file that was found at its new name before its rename was looked at', async () => {
    const { collector, sensor, events, path } = await lab();
    const arrived = path('/etc/kubernetes/pki/front-proxy-ca.key');
    writeFileSync(arrived, 'x');
    sensor.emit(open(arrived));
    const { dev, ino } = statSync(arrived, { bigint: true });
    const what = { device: Number(dev), inode: ino, renameFlags: 0, unconfirmed: false };
    sensor.emit({ ...rename(path('/tmp/decoy'), arrived), ...what });
    await collector.close();
    const [event] = byName(events, 'security_inode_rename');
    expect(event).toMatchObject({ data: { old_path: path('/tmp/decoy'), new_path: arrived } });
    expect(event?.data).not.toHaveProperty('reached_by');
  });

  it('balances its books and tells of losses', async () => {
    const { collector, sensor, events, path } = await lab({ heartbeat_ms: 100 });
    sensor.emit(open(path(KEY)), open(path(KEY)));
    sensor.lost.ring_full = 5;
    await expect
      .poll(() => byName(events, 'sensor_status').map(({ data }) => data), { timeout: 10_000 })
      .toContainEqual(expect.objectContaining({ state: 'degraded', lost: { ring_full: 5 } }));
    await collector.close();
    const { captured, published, filtered, queued, lost } = collector.status();
    expect({ queued, lost }).toEqual({ queued: 0, lost: { ring_full: 5 } });
    expect(published + filtered + 5).toBe(captured);
    expect(published).toBe(events.length);
  });

  it('keeps the books of every event by its name, the canary among them', async () => {
    const { collector, sensor, path } = await lab();
    sensor.emit(open(path(KEY)), rename('/srv/app/ca.key', '/srv/app/old.key'));
    await collector.close();
    const { by_name, canary } = collector.status();
    const counts = { queued: 0, lost: {} };
    expect(by_name).toMatchObject({
      security_file_open: { captured: 2, published: 1, filtered: 1, ...counts },
      security_inode_rename: { captured: 2, published: 0, filtered: 2, ...counts },
    });
    expect(by_name).not.toHaveProperty('unknown');
    expect(canary).toMatchObject({ rounds: 1, missed: 0 });
  });

  it('tells at once that the sensor went blind, and that it sees again', async () => {
    const quick = { canary: { every_ms: 100, deadline_ms: 50 }, heartbeat_ms: 3_600_000 };
    const { sensor, events, health } = await lab(quick);
    const states = () =>
      byName(events, 'sensor_status').map(({ data }) => 'state' in data && data.state);
    expect(health.report().state).toBe('ok');
    sensor.isBlind = true;
    await expect.poll(states).toEqual(['starting', 'alive', 'blind']);
    expect(health.report().components.sensor).toEqual({
      state: 'down',
      detail:
        'the open of the canary was not seen within 50 ms, ' +
        'the rename of the canary was not seen within 50 ms',
    });
    const data = byName(events, 'sensor_status').at(-1)?.data;
    expect(data).toMatchObject({ blind_since: expect.stringMatching(/Z$/) as string });
    sensor.isBlind = false;
    await expect.poll(states).toEqual(['starting', 'alive', 'blind', 'alive']);
    expect(health.report().state).toBe('ok');
    expect(byName(events, 'sensor_status').at(-1)?.data).not.toHaveProperty('blind_since');
  });

  it('starts with a blind sensor, and says so', async () => {
    const { events } = await lab({ canary: { deadline_ms: 50 } }, [], true);
    await expect
      .poll(() => byName(events, 'sensor_status').map(({ data }) => data))
      .toContainEqual(expect.objectContaining({ state: 'blind' }));
  });

  it('passes on why the sensor cannot be opened', async () => {
    const refusal = new KeywardenError('KW_SENSOR_LOAD', 'refused');
    await expect(
      startCollector({
        config: loadConfig({ schema: collectorConfig, env: {} }),
        publisher: { publish: () => Promise.resolve() },
        logger: createLogger({ service: 'spec', level: 'silent', format: 'json' }),
        health: new Health(),
        openSensor: () => Promise.reject(refusal),
      }),
    ).rejects.toBe(refusal);
  });
});

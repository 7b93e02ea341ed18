import { lstatSync } from 'node:fs';
import { addressKeys } from './address.js';
import { loadAddon, objectFile } from './addon.js';
import type { NativeSensor } from './addon.js';
import { backendOrder } from './backend-order.js';
import { MoveConfirmer } from './confirm.js';
import { ReceiverCounters } from './counters.js';
import { decodeBatch } from './decoder/decode.js';
import { RecordError, SensorUnavailableError } from './errors.js';
import { probeBackends } from './probe.js';
import type {
  BackendName,
  ProbeReport,
  ProcessKey,
  ProgramStats,
  Sensor,
  SensorCounters,
  SensorEvent,
  SensorOptions,
  WatchedAddress,
  WatchTarget,
} from './types.js';
import { WatchPlan } from './watch-plan.js';

const DEFAULT_RING_BYTES = 4 * 1024 * 1024;

function identify(path: string): { device: bigint; inode: bigint } | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : { device: stats.dev, inode: stats.ino };
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

class LiveSensor implements Sensor {
  private readonly plan = new WatchPlan(identify);
  private readonly confirmer = new MoveConfirmer(identify);
  private readonly received = new ReceiverCounters();
  private readonly native: NativeSensor;
  private addresses = new Map<string, WatchedAddress>();
  private closing: Promise<void> | undefined;

  constructor(
    readonly backend: BackendName,
    readonly probe: ProbeReport,
    private readonly options: SensorOptions,
  ) {
    const { NativeSensor } = loadAddon();
    this.native = new NativeSensor(
      objectFile(backend),
      options.ringBytes ?? DEFAULT_RING_BYTES,
      options.ignoreSelf ?? true,
      (records) => {
        this.onBatch(records);
      },
      options.mountInfo ?? '',
    );
  }

  watch(targets: readonly WatchTarget[]): void {
    for (const target of targets) {
      this.plan.add(target);
      if (target.kind !== 'disk') this.confirmer.add(target);
    }
    this.publish();
  }

  unwatch(targets: readonly WatchTarget[]): void {
    for (const target of targets) {
      this.plan.remove(target);
      this.confirmer.remove(target);
    }
    this.publish();
  }

  miss(targets: readonly WatchTarget[]): void {
    this.confirmer.miss(targets);
  }

  watchAddresses(addresses: readonly WatchedAddress[]): void {
    const wanted = new Map(addresses.map((one) => [`${one.address} ${String(one.port)}`, one]));
    const gone = [...this.addresses].filter(([key]) => !wanted.has(key)).map(([, one]) => one);
    this.native.applyAddresses(addressKeys([...wanted.values()]), addressKeys(gone));
    this.addresses = wanted;
  }

  addHolders(processes: readonly ProcessKey[]): void {
    const pairs = processes.flatMap(({ pid, startTimeNs }) => [BigInt(pid), startTimeNs]);
    this.native.addHolders(new BigUint64Array(pairs));
  }

  counters(): SensorCounters {
    const missed = this.native.programStats().reduce((sum, { missed }) => sum + Number(missed), 0);
    return this.received.merge(this.native.counters(), missed);
  }

  programStats(): ProgramStats[] {
    return this.native.programStats().map(({ name, runs, nanoseconds }) => ({
      name,
      runs: Number(runs),
      nanosecondsPerRun: runs === 0n ? 0 : Number(nanoseconds) / Number(runs),
    }));
  }

  selfCheck(): string[] {
    return this.native.selfCheck();
  }

  close(): Promise<void> {
    this.closing ??= this.native.close();
    return this.closing;
  }

  private publish(): void {
    const { watches, names } = this.plan.take();
    this.native.applyNames(names.puts, names.deletes);
    this.native.applyWatches(watches.puts, watches.deletes);
  }

  private settled(event: SensorEvent): SensorEvent {
    return event.name === 'security_inode_rename' || event.name === 'security_inode_link'
      ? this.confirmer.confirm(event)
      : event;
  }

  private onBatch(records: Uint8Array): void {
    const { events, faults, mountsChanged } = decodeBatch(records);
    if (mountsChanged) this.options.onMountsChanged?.();
    for (const fault of faults) {
      this.received.fault(fault);
      this.options.onError?.(new RecordError(fault));
    }
    this.received.received += events.length;
    if (events.length === 0) return;
    try {
      this.options.onEvents(events.map((event) => this.settled(event)));
    } catch (error) {
      this.options.onError?.(asError(error));
    }
  }
}

function choose(wanted: BackendName | 'auto', probe: ProbeReport): BackendName {
  const candidates = wanted === 'auto' ? backendOrder(probe.kernelRelease) : [wanted];
  const usable = candidates.find((name) => probe.backends[name].usable);
  if (usable !== undefined) return usable;
  const reasons = candidates.map((name) => `${name}: ${probe.backends[name].reason}`);
  throw new SensorUnavailableError(`no sensor backend can run here. ${reasons.join('; ')}`, probe);
}

/**
 * Loads the programs of the best backend (or the one asked for), attaches them and starts to
 * deliver. Nothing is watched at first; process lifecycle events come at once.
 * Rejects with {@link SensorUnavailableError} when the kernel refuses.
 */
export async function openSensor(options: SensorOptions): Promise<Sensor> {
  const probe = await probeBackends();
  return new LiveSensor(choose(options.backend ?? 'auto', probe), probe, options);
}

import {
  type CredentialEvent,
  type KernelEvent,
  type SensorStatusData,
  TOPICS,
} from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { CgroupEvent, SensorEvent } from '@keywarden/sensor';
import type { Canary } from './canary/canary.js';
import type { Certificates } from './certificate/certificates.js';
import {
  connectionEvent,
  containerEvent,
  credentialEvent,
  type EventFrame,
  type FileEvent,
  lifecycleEvent,
  snapshotEvent,
  statusEvent,
} from './events/build.js';
import type { ProcessTable, SnapshotProcess } from './process/table.js';
import type { Accounting } from './publish/accounting.js';
import { traceEvent } from './publish/event-spans.js';
import type { Outbox } from './publish/outbox.js';
import type { Sequence } from './publish/sequence.js';
import type { BootClock } from './time/boot-clock.js';
import { type CredentialResolver, memoryOf, type Resolution } from './watch/resolver.js';
import type { ContainerWatch } from './process/container-watch.js';

export interface PipelineParts {
  readonly node: string;
  readonly bootId: string;
  readonly backend: KernelEvent['backend'];
  readonly clock: Pick<BootClock, 'bootNs' | 'unixNanos'>;
  readonly sequence: Sequence;
  readonly accounting: Accounting;
  readonly processes: ProcessTable;
  readonly resolver: Pick<CredentialResolver, 'open' | 'move'>;
  readonly containers: ContainerWatch;
  readonly certificates: Pick<Certificates, 'describe'>;
  readonly outbox: Pick<Outbox, 'put'>;
  readonly canary: Pick<Canary, 'see'>;
  readonly logger: Logger;
  /** A credential file or a directory above it was created, renamed or linked. */
  onChange(): void;
}

const O_CREAT = 0o100;

/**
 * From kernel event to buffer: decide, complete, number, serialise. Synchronous and in order; each
 * event ends in exactly one account (published later, filtered, or lost with its cause).
 */
export class Pipeline {
  constructor(private readonly parts: PipelineParts) {}

  /** Events of the sensor, in kernel order. */
  handle(events: readonly SensorEvent[]): void {
    const { accounting, logger } = this.parts;
    for (const event of events) {
      accounting.received(event.name);
      try {
        this.#handle(event);
      } catch (error) {
        accounting.lost('processing', event.name);
        logger.error({ err: error, event: event.name }, 'an event could not be processed');
      }
    }
  }

  /** Processes that are older than the sensor. */
  publishSnapshot(processes: readonly SnapshotProcess[]): void {
    const now = this.parts.clock.bootNs();
    for (const { facts } of processes) {
      this.parts.accounting.made('sched_process_exec');
      this.#put(snapshotEvent({ ...this.#frame(now), backend: 'procfs' }, facts));
    }
  }

  /** `makeData` is called when the heartbeat itself is counted already. */
  publishStatus(makeData: () => SensorStatusData): void {
    this.parts.accounting.made('sensor_status');
    this.#put(statusEvent(this.#frame(this.parts.clock.bootNs()), makeData()));
  }

  #handle(event: SensorEvent): void {
    const { accounting, canary, processes } = this.parts;
    if (event.canary === true && canary.see(event)) {
      accounting.filtered(event.name);
      return;
    }
    switch (event.name) {
      case 'sched_process_fork':
        this.#lifecycle(event, processes.forked(event));
        return;
      case 'sched_process_exec':
        this.#lifecycle(event, processes.executed(event));
        return;
      case 'sched_process_exit':
        this.#lifecycle(event, processes.exited(event.process));
        return;
      case 'security_file_open':
      case 'security_file_receive':
        if ((event.flags & O_CREAT) !== 0) this.parts.onChange();
        this.#file(event, this.parts.resolver.open(event));
        return;
      case 'security_inode_rename':
      case 'security_inode_link':
        this.parts.onChange();
        this.#file(event, this.parts.resolver.move(event));
        return;
      case 'security_ptrace_access_check':
        this.#file(event, memoryOf(event));
        return;
      case 'k8s_api_connection':
      case 'security_socket_connect':
        this.#put(
          connectionEvent(this.#frame(event.timeNs), event, processes.acting(event.process)),
        );
        return;
      case 'cgroup_mkdir':
      case 'cgroup_rmdir':
        this.#container(event);
        return;
      case 'directory_change':
        this.parts.onChange();
        accounting.filtered(event.name);
        return;
    }
  }

  /** A cgroup is a container's when its name says so; v1 tells each of its hierarchies. */
  #container(event: CgroupEvent): void {
    const found = this.parts.containers.see(event);
    if (found === undefined) {
      this.parts.accounting.filtered(event.name);
      return;
    }
    const process = this.parts.processes.acting(event.process);
    this.#put(containerEvent(this.#frame(event.timeNs), event, process, found), event.name);
  }

  #lifecycle(
    event: Parameters<typeof lifecycleEvent>[1],
    process: Parameters<typeof lifecycleEvent>[2],
  ): void {
    this.#put(lifecycleEvent(this.#frame(event.timeNs), event, process));
  }

  #file(event: FileEvent, resolution: Resolution | undefined): void {
    const { accounting, certificates, clock, processes } = this.parts;
    if (resolution === undefined) {
      accounting.filtered(event.name);
      return;
    }
    const credential = certificates.describe(resolution.credential);
    const process = processes.acting(event.process);
    const frame = this.#frame(event.timeNs);
    const built = credentialEvent(frame, event, process, { ...resolution, credential });
    this.#putTraced(built, clock.unixNanos(event.timeNs));
  }

  #frame(bootNs: bigint): EventFrame {
    const { backend, bootId, clock, node, sequence } = this.parts;
    const unixNanos = clock.unixNanos(bootNs);
    return { node, boot_id: bootId, seq: sequence.next(), unixNanos, backend };
  }

  /** `name` is the one under which the event was captured: its account is kept by that. */
  #put(event: KernelEvent, name: string = event.name): void {
    const value = Buffer.from(JSON.stringify(event));
    const bytes = value.length;
    this.parts.outbox.put({ name, message: { key: event.node, value }, bytes });
  }

  #putTraced(event: CredentialEvent, unixNanos: bigint): void {
    const value = Buffer.from(JSON.stringify(event));
    const { headers, settled } = traceEvent(event, unixNanos);
    const { outbox, logger } = this.parts;
    logger.debug({ topic: TOPICS.events, seq: event.seq, name: event.name }, 'credential event');
    const message = { key: event.node, value, headers };
    outbox.put({ name: event.name, message, bytes: value.length, urgent: true, settled });
  }
}

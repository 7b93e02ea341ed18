import { join } from 'node:path';
import type { MessagePublisher } from '@keywarden/bus';
import type { SensorStatusData } from '@keywarden/contracts';
import type { Health, Logger } from '@keywarden/platform';
import {
  openSensor as openRealSensor,
  type Sensor,
  type SensorEvent,
  type SensorOptions,
} from '@keywarden/sensor';
import { Canary } from './canary/canary.js';
import { CanaryFile } from './canary/canary-file.js';
import { systemTimers } from './canary/timers.js';
import { type Catalogue, NodeCatalogue } from './catalogue.js';
import { siteEntries } from './catalogue-config.js';
import { Certificates } from './certificate/certificates.js';
import type { CollectorConfig } from './config.js';
import { ContainerNames } from './container/container-names.js';
import { observeNames } from './container/metrics.js';
import { Discovery } from './discovery/discovery.js';
import { DiscoveryFollower } from './discovery/follow.js';
import { installedDistributions } from './discovery/installed.js';
import { observe } from './metrics.js';
import { findProcRoot, readBootId, readNodeView } from './node-facts.js';
import { Pipeline } from './pipeline.js';
import { ContainerWatch } from './process/container-watch.js';
import { Executables } from './process/executables.js';
import { LoginUsers } from './process/login-users.js';
import { Packages } from './process/packages.js';
import { ProcReader } from './process/proc-reader.js';
import { snapshot } from './process/snapshot.js';
import { ProcessTable } from './process/table.js';
import { holdersAmong } from './process/holders.js';
import { Accounting } from './publish/accounting.js';
import { Outbox } from './publish/outbox.js';
import { Sequence } from './publish/sequence.js';
import { sensorFailure } from './sensor-failure.js';
import { StatusReporter } from './status.js';
import { BootClock } from './time/boot-clock.js';
import { apiServers } from './watch/api-servers.js';
import { DirectoryListeners } from './watch/listeners.js';
import { Reconciler } from './watch/reconciler.js';
import { CredentialResolver } from './watch/resolver.js';
import { WatchSet } from './watch/watch-set.js';

export interface CollectorDeps {
  readonly config: CollectorConfig;
  readonly publisher: Pick<MessagePublisher, 'publish'>;
  readonly logger: Logger;
  readonly health: Health;
  /** Default: the catalogue of the node, see `collector.catalogue` and `collector.exclude_globs`. */
  readonly catalogue?: Catalogue;
  /** Default: the kernel's. */
  readonly openSensor?: (options: SensorOptions) => Promise<Sensor>;
}

export interface Collector {
  /** Delivers what is left within `shutdown.deadline_ms`; may be called again. */
  close(): Promise<void>;
  status(): SensorStatusData;
  readonly backend: string;
}

/** Of the time for a shutdown, what the buffer may take; the rest is for the ring and the broker. */
const DRAIN_SHARE = 0.8;

/** What the processes that were there may wait for the names of their containers, once. */
const FIRST_NAMES_MS = 500;

const monotonicMs = (): number => performance.now();

/**
 * Attaches the sensor, resolves what is to be watched, publishes the processes that are there, and
 * from then on every event. Returns when all of that is done and the sensor has proved that it sees,
 * or could not; the broker need not answer yet.
 *
 * @throws KeywardenError `KW_SENSOR_PRIVILEGE`, `KW_SENSOR_NO_BTF`, `KW_SENSOR_UNSUPPORTED` or
 *   `KW_SENSOR_LOAD` when no sensor can be opened.
 */
export async function startCollector(deps: CollectorDeps): Promise<Collector> {
  const { config, logger } = deps;
  // Events wait here until the processes that were there before them are published.
  const waiting: SensorEvent[] = [];
  let deliver = (events: readonly SensorEvent[]): void => {
    waiting.push(...events);
  };
  let onMountsChanged = (): void => undefined;
  const sensor = await attach(deps, {
    onEvents: (events) => {
      deliver(events);
    },
    onMountsChanged: () => {
      onMountsChanged();
    },
  });
  try {
    const running = new RunningCollector(deps, sensor);
    await running.knowContainers();
    deliver = running.begin(waiting);
    onMountsChanged = () => {
      running.followMounts();
    };
    await running.prove();
    const { watched } = running.status();
    logger.info({ backend: sensor.backend, watched }, 'the sensor is attached');
    if (watched.directories === 0 && watched.files === 0) {
      logger.warn({ host_root: config.host_root }, 'no credential location exists yet');
    }
    return running;
  } catch (error) {
    await sensor.close();
    throw error;
  }
}

async function attach(
  { config, logger, openSensor = openRealSensor }: CollectorDeps,
  callbacks: Pick<SensorOptions, 'onEvents' | 'onMountsChanged'>,
): Promise<Sensor> {
  const { backend, proc_root, ring_bytes } = config.collector;
  try {
    return await openSensor({
      backend,
      ringBytes: ring_bytes,
      ignoreSelf: true,
      mountInfo: join(findProcRoot(config.host_root, proc_root), '1/mountinfo'),
      ...callbacks,
      onError: (error) => {
        logger.error({ err: error }, 'a record of the sensor could not be used');
      },
    });
  } catch (error) {
    throw sensorFailure(error);
  }
}

class RunningCollector implements Collector {
  readonly backend: string;
  readonly #accounting = new Accounting();
  readonly #canary: Canary;
  readonly #outbox: Outbox;
  readonly #pipeline: Pipeline;
  readonly #processes: ProcessTable;
  readonly #catalogue: Catalogue;
  readonly #watchSet: WatchSet;
  readonly #procRoot: string;
  readonly #reconciler: Reconciler;
  readonly #reporter: StatusReporter;
  readonly #clock = new BootClock();
  readonly #unixNanos = (): bigint => this.#clock.unixNanos(this.#clock.bootNs());
  readonly #names: ContainerNames;
  readonly #discovery: DiscoveryFollower | undefined;
  readonly #packages: Packages;
  readonly #stopObserving: () => void;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly deps: CollectorDeps,
    private readonly sensor: Sensor,
  ) {
    const { config, health, logger, publisher } = deps;
    const { collector, host_root: hostRoot, node } = config;
    const catalogue = deps.catalogue ?? nodeCatalogue(deps);
    const procRoot = findProcRoot(hostRoot, collector.proc_root);
    const proc = new ProcReader(procRoot);
    const sequence = new Sequence(this.#clock.bootNs());
    const watchSet = new WatchSet({
      hostRoot,
      catalogue,
      sensor,
      graceMs: collector.grace_ms,
      monotonicMs,
    });
    this.backend = sensor.backend;
    this.#catalogue = catalogue;
    this.#watchSet = watchSet;
    this.#procRoot = procRoot;
    this.#names = new ContainerNames({ hostRoot, config: collector.cri, health, monotonicMs });
    this.#packages = new Packages({
      hostRoot,
      onError: (error) => {
        logger.warn({ err: error }, 'the package database of the node cannot be read');
      },
    });
    this.#processes = new ProcessTable({
      proc,
      executables: new Executables(proc, { procRoot, hostRoot, packages: this.#packages }),
      limit: collector.max_processes,
      places: this.#names,
      users: new LoginUsers(hostRoot),
    });
    this.#reconciler = makeReconciler(deps, watchSet);
    this.#discovery =
      catalogue instanceof NodeCatalogue && collector.catalogue.discovery
        ? new DiscoveryFollower({
            discovery: new Discovery({ proc, procRoot, hostRoot, logger }),
            catalogue,
            everyMs: collector.reconcile_ms,
            logger,
            onChange: () => {
              this.#reconciler.request();
            },
          })
        : undefined;
    this.#canary = new Canary({
      file: new CanaryFile(sensor, collector.canary.directory),
      sensor,
      everyMs: collector.canary.every_ms,
      deadlineMs: collector.canary.deadline_ms,
      timers: systemTimers,
      unixNanos: this.#unixNanos,
      logger,
      onChange: () => {
        if (this.#heartbeat !== undefined) this.#beat();
      },
    });
    this.#outbox = new Outbox({
      publisher,
      logger,
      maxEvents: collector.buffer.max_events,
      maxBytes: collector.buffer.max_bytes,
      maxBatch: collector.batch.max_events,
      lingerMs: collector.batch.linger_ms,
      onPublished: (name) => {
        this.#accounting.published(name);
      },
      onLost: (cause, name) => {
        this.#accounting.lost(cause, name);
      },
    });
    this.#pipeline = new Pipeline({
      node,
      bootId: readBootId(),
      backend: sensor.backend,
      clock: this.#clock,
      sequence,
      accounting: this.#accounting,
      processes: this.#processes,
      containers: new ContainerWatch(this.#names),
      resolver: new CredentialResolver({
        hostRoot,
        procRoot,
        catalogue,
        watchSet,
        nodeView: readNodeView(procRoot, hostRoot),
      }),
      certificates: new Certificates(hostRoot, catalogue),
      outbox: this.#outbox,
      canary: this.#canary,
      logger,
      onChange: () => {
        this.#reconciler.request();
      },
    });
    this.#reporter = new StatusReporter({
      sensor,
      accounting: this.#accounting,
      watchSet,
      canary: this.#canary,
      health,
      firstSeq: sequence.first,
      monotonicMs,
      unixNanos: this.#unixNanos,
    });
    const stopStatus = observe(() => this.#reporter.read(), this.#canary);
    const stopNames = observeNames(() => this.#names.counts());
    this.#stopObserving = () => {
      stopStatus();
      stopNames();
    };
  }

  /** Asks the container runtime, if there is one; a slow one is not waited for. */
  knowContainers(): Promise<void> {
    return this.#names.start(FIRST_NAMES_MS);
  }

  /** Publishes what was there, then what waited; gives back where events go from now on. */
  begin(waiting: readonly SensorEvent[]): (events: readonly SensorEvent[]) => void {
    this.#discovery?.start();
    void this.#packages.refresh();
    this.#reconciler.run();
    this.#pipeline.publishStatus(() => this.#reporter.read());
    const processes = snapshot(this.#procRoot, this.#processes);
    this.#pipeline.publishSnapshot(processes);
    this.sensor.addHolders(
      holdersAmong(processes, (path) => this.#catalogue.classify(path) !== undefined),
    );
    this.#pipeline.handle(waiting);
    return (events) => {
      this.#pipeline.handle(events);
    };
  }

  /** Waits for the first verdict of the canary; from then on the heartbeat says what is known. */
  async prove(): Promise<void> {
    await this.#canary.start();
    this.#reporter.started();
    this.#beat();
    this.#heartbeat = setInterval(() => {
      this.#clock.measure();
      this.#beat();
    }, this.deps.config.collector.heartbeat_ms);
  }

  /** Mounts came or went. A volume that went is forgotten before the events that follow are read. */
  followMounts(): void {
    if (this.#watchSet.hasLostVolume()) this.#reconciler.run();
    else this.#reconciler.request();
  }

  status(): SensorStatusData {
    return this.#reporter.read();
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutdown();
    return this.#closing;
  }

  #beat(): void {
    void this.#followApiServers();
    void this.#packages.refresh();
    this.#pipeline.publishStatus(() => this.#reporter.beat());
  }

  /** Kubeconfigs come and go, and names resolve to other addresses. Never rejects. */
  async #followApiServers(): Promise<void> {
    const kubeconfigs = [...this.#watchSet.files.values()]
      .filter(({ nodePath }) => this.#catalogue.classify(nodePath)?.content === 'kubeconfig')
      .flatMap(({ names }) => [...names].slice(0, 1));
    const addresses = await apiServers({
      kubeconfigs,
      configured: this.deps.config.collector.api_servers,
      env: process.env,
    });
    if (this.#closing === undefined) this.sensor.watchAddresses(addresses);
  }

  async #shutdown(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#discovery?.close();
    this.#reconciler.close();
    this.#stopObserving();
    this.#canary.close();
    this.#reporter.read();
    await Promise.all([this.sensor.close(), this.#names.close()]);
    this.#reporter.stopping(this.#accounting.receivedCount);
    this.#pipeline.publishStatus(() => this.#reporter.beat());
    await this.#outbox.close(this.deps.config.shutdown.deadline_ms * DRAIN_SHARE);
    this.deps.health.set('sensor', 'down', 'closed');
  }
}

function makeReconciler({ config, logger }: CollectorDeps, watchSet: WatchSet): Reconciler {
  const listeners = new DirectoryListeners(
    () => {
      reconciler.request();
    },
    (path, error) => {
      logger.warn(
        { path, err: error },
        'a directory cannot be listened to; it is compared instead',
      );
    },
    config.collector.max_listeners,
  );
  const reconciler = new Reconciler({
    watchSet,
    listeners,
    everyMs: config.collector.reconcile_ms,
    monotonicMs,
    onError: (error) => {
      logger.error({ err: error }, 'the watched set could not be brought up to date');
    },
  });
  return reconciler;
}

function nodeCatalogue({ config, logger }: CollectorDeps): NodeCatalogue {
  const installed = installedDistributions(config.host_root);
  logger.info({ distributions: installed }, 'the distributions of this node');
  return new NodeCatalogue({
    excludedGlobs: config.collector.exclude_globs,
    extra: siteEntries(config.collector.catalogue),
    installed,
  });
}

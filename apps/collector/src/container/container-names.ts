import type { ProcessFacts } from '@keywarden/contracts';
import type { Health } from '@keywarden/platform';
import type { CgroupFacts } from '../process/cgroup.js';
import type { CriSection } from './config.js';
import { openCri, type OpenCri } from './cri-client.js';
import { KnownContainers } from './known-containers.js';
import { OpenQuestions } from './open-questions.js';
import { PacedJob } from './paced-job.js';
import { isManifestUid } from './runtime-facts.js';
import { type ReadResult, RuntimeReader } from './runtime-reader.js';

/** Why an event has a container's id and not its name; the wire value of `container.unresolved`. */
export type Unresolved =
  'disabled' | 'no_socket' | 'unavailable' | 'pending' | 'unknown' | 'contradicted';

export interface ContainerNamesParts {
  readonly hostRoot: string;
  readonly config: CriSection;
  readonly health: Health;
  readonly monotonicMs: () => number;
  /** Default: the runtime's, over gRPC. */
  readonly openCri?: OpenCri;
}

/** Figures since the start, for metrics. */
export interface NameCounts {
  readonly lookups: Readonly<Record<Unresolved | 'known', number>>;
  readonly rounds: Readonly<Record<ReadResult['kind'], number>>;
  readonly containers: number;
}

type Described = Pick<ProcessFacts, 'container' | 'pod'>;

/** Containers start in bursts: a moment later one round answers for all of them. */
const DEBOUNCE_MS = 20;
const SPACING_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** Without a socket there is little hope; the file system is looked at, nobody is asked. */
const NO_SOCKET_MS = 5_000;

/**
 * Names of containers and pods. {@link describe} answers at once from what is known and never waits:
 * an unknown id makes the runtime be asked afterwards, and the event says what it lacks and why.
 */
export class ContainerNames {
  readonly #known: KnownContainers;
  readonly #questions: OpenQuestions;
  readonly #reader: RuntimeReader;
  readonly #job: PacedJob;
  readonly #lookups = {
    ...{ known: 0, disabled: 0, no_socket: 0, unavailable: 0 },
    ...{ pending: 0, unknown: 0, contradicted: 0 },
  };
  readonly #rounds = { read: 0, no_socket: 0, failed: 0 };
  readonly #report: ReturnType<Health['reporter']>;
  #state: 'starting' | ReadResult['kind'] = 'starting';
  #reported = false;
  #closed = false;
  #onFirst: () => void = () => undefined;

  constructor(private readonly parts: ContainerNamesParts) {
    const { hostRoot, config, health, monotonicMs } = parts;
    this.#report = health.reporter('cri');
    this.#known = new KnownContainers(config.max_containers);
    this.#questions = new OpenQuestions(monotonicMs);
    this.#reader = new RuntimeReader({
      hostRoot,
      config,
      known: this.#known,
      openCri: parts.openCri ?? openCri,
      onListed: () => {
        this.#onFirst();
      },
    });
    this.#job = new PacedJob({
      run: () => this.#round(),
      spacingMs: SPACING_MS,
      everyMs: config.refresh_ms,
      maxBackoffMs: MAX_BACKOFF_MS,
      monotonicMs,
    });
  }

  /**
   * Asks for everything that is there. Returns when it is known, or cannot be had, or after `waitMs`:
   * the answer may still come.
   */
  async start(waitMs: number): Promise<void> {
    if (this.parts.config.enabled === 'never') return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#onFirst = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#job.request(0);
    });
  }

  /** Container and pod of a process as far as they are known now. */
  describe(cgroup: CgroupFacts): Described {
    const { containerId, podUid } = cgroup;
    if (containerId === undefined && podUid === undefined) return {};
    const place = this.#known.find(cgroup);
    if (place.kind === 'known') {
      this.#lookups.known += 1;
      return place.facts;
    }
    const unresolved =
      place.kind === 'contradicted' ? place.kind : this.#missing(containerId ?? podUid ?? '');
    this.#lookups[unresolved] += 1;
    const pod =
      (place.kind === 'unknown' ? place.pod : undefined) ??
      (podUid === undefined
        ? undefined
        : { uid: podUid, ...(isManifestUid(podUid) ? { static: true } : {}) });
    return {
      ...(containerId === undefined ? {} : { container: { id: containerId, unresolved } }),
      ...(pod === undefined ? {} : { pod }),
    };
  }

  counts(): NameCounts {
    return {
      lookups: { ...this.#lookups },
      rounds: { ...this.#rounds },
      containers: this.#known.size,
    };
  }

  /** Ends what is under way; may be called again. */
  close(): Promise<void> {
    this.#closed = true;
    this.#reader.close();
    return this.#job.close();
  }

  #missing(id: string): Unresolved {
    if (this.parts.config.enabled === 'never') return 'disabled';
    const asked = this.#questions.ask(id);
    if (asked.dueInMs !== undefined) {
      this.#job.request(
        this.#state === 'no_socket' ? NO_SOCKET_MS : Math.max(DEBOUNCE_MS, asked.dueInMs),
      );
    }
    if (this.#state === 'no_socket') return 'no_socket';
    if (this.#state === 'failed') return 'unavailable';
    return asked.answered ? 'unknown' : 'pending';
  }

  async #round(): Promise<boolean> {
    const asked = this.#questions.open();
    const result = await this.#reader.read();
    if (this.#closed) return true;
    this.#state = result.kind;
    this.#rounds[result.kind] += 1;
    this.#tell(result);
    this.#onFirst();
    if (result.kind === 'read') {
      const againInMs = this.#questions.answered(asked, (id) => this.#known.has(id));
      if (againInMs !== undefined) this.#job.request(againInMs);
    }
    return result.kind !== 'failed';
  }

  /** A node without a runtime is none that is ill: nothing is reported there. */
  #tell(result: ReadResult): void {
    const { socket } = this.parts.config;
    if (result.kind === 'read') this.#report('ok');
    else if (result.kind === 'failed') this.#report('degraded', result.reason);
    else if (socket !== undefined) this.#report('degraded', `there is no socket at ${socket}`);
    else if (this.#reported) this.#report('degraded', 'the socket of the runtime has gone');
    else return;
    this.#reported = true;
  }
}

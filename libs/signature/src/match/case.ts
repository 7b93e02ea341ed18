import type { Credential, CredentialEvent, LineageProcess, Origin } from '@keywarden/contracts';
import { originOf, type Ancestry } from '@keywarden/lineage';
import type { AccessWay } from '../policy/schema.js';
import { isContainerProgram } from './container-program.js';
import { isHelper } from './helpers.js';
import { wayOf } from './way.js';

/** Volumes of a pod on its node, whatever the kubelet's root directory is. */
const POD_VOLUME = /\/pods\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\//;
/** Where a pod sees its tokens (`kubernetes/kubernetes:plugin/pkg/admission/serviceaccount`). */
const IN_POD = /^(?:\/var)?\/run\/secrets\//;
/** The uid that the kubelet gives to a static pod: a hash without dashes. */
const STATIC_UID = /^[0-9a-f]{32}$/;
/** Detours that lead into the view of another process: what is found there is not the reader's own. */
const FOREIGN_VIEW = ['proc_root', 'foreign_mount_namespace', 'process_memory'];

/**
 * One credential event with what follows from it, worked out when a rule asks for it and at most
 * once. Undefined always means: not known.
 */
export class Case {
  readonly event: CredentialEvent;
  readonly credential: Credential;
  readonly lineage: Ancestry;
  readonly way: AccessWay;
  #origin: Origin | undefined;

  constructor(event: CredentialEvent, credential: Credential, lineage: Ancestry) {
    this.event = event;
    this.credential = credential;
    this.lineage = lineage;
    this.way = wayOf(event);
  }

  get process(): CredentialEvent['process'] {
    return this.event.process;
  }

  get exe(): string | undefined {
    return this.process.exe?.path;
  }

  get origin(): Origin {
    return (this.#origin ??= originOf(this.process, this.lineage));
  }

  /** The processes above the reader, nearest first. */
  get ancestors(): readonly LineageProcess[] {
    return this.lineage.processes.slice(1);
  }

  /** At a terminal, or below a login; undefined when a part of the lineage is missing. */
  get isInteractive(): boolean | undefined {
    const { entry_point: entry } = this.origin;
    if (entry === 'ssh' || entry === 'console' || this.process.tty !== undefined) return true;
    if (this.ancestors.some(({ tty }) => tty !== undefined)) return true;
    return this.lineage.complete ? false : undefined;
  }

  /** Of a pod that the kubelet made from a file; undefined when the pod is not known. */
  get isStaticPod(): boolean | undefined {
    const { pod } = this.process;
    if (pod === undefined) return undefined;
    return pod.static ?? (pod.uid === undefined ? undefined : STATIC_UID.test(pod.uid));
  }

  /** What its container is there for, see {@link isContainerProgram}. */
  get isInit(): boolean | undefined {
    return isContainerProgram(this.process, this.lineage.processes);
  }

  /** A tool that its image carries beside its own program; undefined when nobody can say. */
  get isHelper(): boolean | undefined {
    const { exe } = this.process;
    if (exe === undefined) return undefined;
    if (exe.memfd === true) return true;
    if (exe.deleted !== true && !isHelper(exe.path)) return false;
    const isInit = this.isInit;
    return isInit === undefined ? undefined : !isInit;
  }

  /** In a volume of the reader's own pod (true), of another one (false), or in none (undefined). */
  get isOwnPod(): boolean | undefined {
    const owner = POD_VOLUME.exec(this.credential.canonical_path)?.[1];
    const { container, pod } = this.process;
    const detours = this.event.data.reached_by ?? [];
    const isForeign = detours.some((detour) => FOREIGN_VIEW.includes(detour));
    if (owner !== undefined) return pod?.uid === owner && !isForeign;
    if (!IN_POD.test(this.credential.canonical_path)) return undefined;
    return container !== undefined && !isForeign;
  }

  /**
   * The path that the reader asked for, as it was written, made absolute where its directory is known.
   */
  get givenPath(): string | undefined {
    const { data } = this.event;
    const given = 'given_path' in data ? data.given_path : undefined;
    if (given === undefined || given.startsWith('/')) return given;
    const { cwd } = this.process;
    return cwd === undefined ? given : `${cwd}/${given}`;
  }
}

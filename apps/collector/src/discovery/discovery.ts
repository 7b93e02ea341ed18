import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  type CatalogueEntry,
  type Component,
  filesOfCommandLine,
  filesOfConfig,
  filesOfEtcdEnvironment,
  type NamedFile,
  reachOf,
} from '@keywarden/credentials';
import type { Logger } from '@keywarden/platform';
import type { ProcReader } from '../process/proc-reader.js';
import { type NodeFile, nodeFileOf, type NodePaths } from './node-path.js';
import { type ProvenComponent, provenComponent } from './proven.js';

/** Places that may be added, whatever the components of a node say. */
const MAX_FOUND = 256;
/** A configuration names a kubeconfig, which names keys: no chain is longer. */
const MAX_DEPTH = 3;
/** After so many rounds processes that were no components are looked at again: they may have exec'd. */
const FORGET_EVERY = 12;

export interface DiscoveryOptions extends NodePaths {
  readonly proc: Pick<ProcReader, 'executable' | 'argv' | 'cwd'>;
  readonly logger: Pick<Logger, 'debug'>;
}

/**
 * Asks the components that run on a node which credentials they use: their command lines, and the
 * configuration files named there. Cheap to repeat: a process that is no component is looked at twice
 * and then about once in twelve rounds.
 */
export class Discovery {
  /** How often a process was seen to be no component. */
  readonly #others = new Map<number, number>();
  #round = 0;

  constructor(private readonly options: DiscoveryOptions) {}

  /** What the running components use, one exact place each. */
  run(): CatalogueEntry[] {
    const found = new Map<string, CatalogueEntry>();
    for (const component of this.#components()) {
      for (const entry of this.#entriesOf(component)) {
        if (found.size < MAX_FOUND && !found.has(entry.glob)) found.set(entry.glob, entry);
      }
    }
    return [...found.values()];
  }

  #components(): ProvenComponent[] {
    this.#round += 1;
    if (this.#round % FORGET_EVERY === 0) this.#others.clear();
    const pids = listPids(this.options.procRoot);
    const running = new Set(pids);
    for (const pid of this.#others.keys()) if (!running.has(pid)) this.#others.delete(pid);
    return pids.flatMap((pid) => {
      const looks = this.#others.get(pid) ?? 0;
      if (looks >= 2) return [];
      const found = provenComponent(this.options.proc, pid, this.options);
      if (found === undefined) this.#others.set(pid, looks + 1);
      return found ?? [];
    });
  }

  #entriesOf({ pid, component }: ProvenComponent): CatalogueEntry[] {
    const { proc } = this.options;
    const named = filesOfCommandLine(component, proc.argv(pid) ?? []);
    if (component === 'etcd') named.push(...filesOfEtcdEnvironment(this.#environment(pid)));
    if (component === 'k3s' || component === 'rke2') named.push(...this.#rancher(component));
    const cwd = proc.cwd(pid);
    return named.flatMap((one) => this.#follow(pid, component, one, cwd, 0));
  }

  /** The place that a file has on the node, and those that it names in turn. */
  #follow(
    pid: number,
    component: Component,
    named: NamedFile,
    base: string | undefined,
    depth: number,
  ): CatalogueEntry[] {
    const path = posix.isAbsolute(named.path)
      ? named.path
      : base === undefined
        ? undefined
        : posix.join(base, named.path);
    const file = path === undefined ? undefined : nodeFileOf(pid, path, this.options);
    if (path === undefined || file === undefined || file.nodePath.includes('*')) {
      const { kind } = named;
      this.options.logger.debug({ component, pid, kind }, 'a named file is not on the node');
      return [];
    }
    const own = named.content === undefined ? [] : [entryOf(component, named, file)];
    if (named.form === undefined || depth >= MAX_DEPTH) return own;
    const text = readText(file);
    const inner = filesOfConfig({ ...named, path: file.nodePath }, component, text);
    const directory = posix.dirname(path);
    return [
      ...own,
      ...inner.flatMap((one) => this.#follow(pid, component, one, directory, depth + 1)),
    ];
  }

  /** The configuration files that k3s and RKE2 read without being told. */
  #rancher(component: 'k3s' | 'rke2'): NamedFile[] {
    const place = `/etc/rancher/${component}`;
    const dropIns = listNames(join(this.options.hostRoot, place, 'config.yaml.d'))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => `${place}/config.yaml.d/${name}`);
    const form = 'rancher-config';
    return [`${place}/config.yaml`, ...dropIns].map((path) => ({ path, kind: 'other', form }));
  }

  /** Of the environment only assignments that name files are looked at. */
  #environment(pid: number): string[] {
    try {
      const path = join(this.options.procRoot, String(pid), 'environ');
      return readFileSync(path, 'utf8').split('\0');
    } catch {
      return [];
    }
  }
}

function entryOf(
  component: Component,
  { kind, content = 'secret' }: NamedFile,
  { nodePath }: NodeFile,
) {
  return {
    distribution: 'discovered',
    kind,
    content,
    reach: reachOf(kind),
    glob: nodePath,
    inContainer: false,
    verified: true,
    source: `the command line of ${component}`,
  };
}

function listPids(procRoot: string): number[] {
  return listNames(procRoot)
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number);
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readText({ hostPath }: NodeFile): string {
  try {
    return readFileSync(hostPath, 'utf8');
  } catch {
    return '';
  }
}

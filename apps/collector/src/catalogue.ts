import type { Credential } from '@keywarden/contracts';
import {
  CATALOGUE,
  type CatalogueEntry,
  certificateFor,
  type CertificateSource,
  type Classify,
  compileCatalogue,
} from '@keywarden/credentials';
import { rootsOf, type WatchRoot, withoutCovered } from './catalogue-roots.js';

/** What the collector asks the catalogue of credential locations. */
export interface Catalogue {
  readonly roots: readonly WatchRoot[];
  /** The credential at a node path; undefined for anything else. */
  classify(nodePath: string): Credential | undefined;
  /** Where the public certificate that belongs to a credential is found. */
  certificateFor(nodePath: string): CertificateSource;
}

export interface NodeCatalogueOptions {
  /** Globs of the shipped catalogue that the operator excluded. */
  readonly excludedGlobs: readonly string[];
  /** Places that the operator added. */
  readonly extra?: readonly CatalogueEntry[];
  /** Distributions of this node: of two meanings of one path, theirs counts. */
  readonly installed?: readonly string[];
}

/**
 * The catalogue of one node: what is shipped, without what the operator excluded, with what the
 * operator added and what the node's components turned out to use.
 */
export class NodeCatalogue implements Catalogue {
  readonly #known: readonly CatalogueEntry[];
  readonly #preferred: ReadonlySet<string>;
  readonly #knownClassify: Classify;
  #classify: Classify;
  #roots: readonly WatchRoot[];
  #discovered: readonly string[] = [];

  constructor(private readonly options: NodeCatalogueOptions) {
    const { extra = [], installed = [] } = options;
    this.#known = [...extra, ...CATALOGUE];
    this.#preferred = new Set([...installed, ...extra.map(({ distribution }) => distribution)]);
    this.#knownClassify = compileCatalogue(this.#known, this.#preferred);
    this.#classify = this.#knownClassify;
    this.#roots = this.#rootsWith([]);
  }

  get roots(): readonly WatchRoot[] {
    return this.#roots;
  }

  classify(nodePath: string): Credential | undefined {
    const entry = this.#classify(nodePath);
    if (entry === undefined || this.options.excludedGlobs.includes(entry.glob)) return undefined;
    const { kind, distribution, content, reach } = entry;
    return { kind, distribution, canonical_path: nodePath, content, reach };
  }

  certificateFor(nodePath: string): CertificateSource {
    return certificateFor(nodePath, this.#classify(nodePath)?.content);
  }

  /**
   * Replaces what discovery found, exact paths of files. What the catalogue names itself, file by
   * file, stays as it is there.
   *
   * @returns whether anything changed, and the watched set has to follow
   */
  setDiscovered(entries: readonly CatalogueEntry[]): boolean {
    const fresh = entries.filter(({ glob }) => this.#knownClassify(glob)?.glob !== glob);
    const keys = fresh.map(({ glob, kind, content }) => `${glob} ${kind} ${content}`).toSorted();
    if (keys.join('\n') === this.#discovered.join('\n')) return false;
    this.#discovered = keys;
    this.#classify = compileCatalogue([...fresh, ...this.#known], this.#preferred);
    this.#roots = this.#rootsWith(fresh);
    return true;
  }

  /** Added places are watched file by file, except below a `**`: nobody knows what lies beside them. */
  #rootsWith(discovered: readonly CatalogueEntry[]): WatchRoot[] {
    const { excludedGlobs, extra = [] } = this.options;
    const shipped = CATALOGUE.filter(
      ({ glob, inContainer }) => !inContainer && !excludedGlobs.includes(glob),
    );
    const roots = new Map(rootsOf(shipped).map(({ pattern, kind }) => [pattern, kind]));
    for (const { glob } of [...extra, ...discovered]) {
      const deep = glob.indexOf('/**');
      if (deep === -1) roots.set(glob, 'file');
      else roots.set(glob.slice(0, deep), 'directory');
    }
    return withoutCovered(roots);
  }
}

/** The shipped catalogue without the globs that the operator excluded. */
export function shippedCatalogue(excludedGlobs: readonly string[]): Catalogue {
  return new NodeCatalogue({ excludedGlobs });
}

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Counters of one BPF program, as the kernel keeps them. */
export interface NativeProgramStats {
  readonly name: string;
  readonly runs: bigint;
  readonly nanoseconds: bigint;
  readonly missed: bigint;
}

/** The class that the addon exports: one BPF object, attached. Its constructor throws with `code`. */
export interface NativeSensor {
  /** Triples (device, inode, KW_WATCH_*) to set, pairs (device, inode) to forget. */
  applyWatches(puts: BigUint64Array, deletes: BigUint64Array): void;
  /** Pairs (hash, KW_NAME_*) to set, hashes to forget. */
  applyNames(puts: BigUint64Array, deletes: BigUint64Array): void;
  /** Records of `struct kw_address_key` to add, to remove. */
  applyAddresses(puts: Uint8Array, deletes: Uint8Array): void;
  /** Pairs (pid, start time in ns). */
  addHolders(holders: BigUint64Array): void;
  /** One set of counters for each event type. */
  counters(): BigUint64Array;
  programStats(): NativeProgramStats[];
  /** What is not as it was loaded or written, one line each. */
  selfCheck(): string[];
  close(): Promise<void>;
}

/** What the verifier of this kernel had to do for one program. */
export interface VerifiedProgram {
  readonly program: string;
  readonly instructions: number;
}

export interface NativeAddon {
  /** Loads an object, and lets go of it. Throws with `code` when the kernel refuses. */
  verifyObject(objectFile: string): VerifiedProgram[];
  NativeSensor: new (
    objectFile: string,
    ringBytes: number,
    ignoreSelf: boolean,
    onBatch?: (records: Buffer) => void,
    mountInfo?: string,
  ) => NativeSensor;
}

// One level up from here is the package, from src/ and from dist/ alike.
const artefact = (name: string): string =>
  fileURLToPath(new URL(`../dist/${name}`, import.meta.url));

/** The compiled kernel programs of a backend (or `empty`, the benchmark's floor). */
export function objectFile(name: string): string {
  return artefact(`bpf/${name}.bpf.o`);
}

/** Loads the addon. Throws when it was not built: `npm run build:native -w @keywarden/sensor`. */
export function loadAddon(): NativeAddon {
  const file = artefact('native/keywarden_sensor.node');
  try {
    return createRequire(import.meta.url)(file) as NativeAddon;
  } catch (cause) {
    throw new Error(
      `cannot load the sensor addon ${file}; build it with: npm run build:native -w @keywarden/sensor`,
      { cause },
    );
  }
}

import { basename, dirname, resolve } from 'node:path';
import { toKernelDevice } from './device.js';
import { nameHash } from './name-hash.js';
import type { WatchTarget } from './types.js';

/** `KW_WATCH_*` and `KW_NAME_*` of bpf/include/event.h. */
const WATCH = { file: 1, directory: 2, filesystem: 4, disk: 32 } as const;
const WATCH_ANCESTOR = 8;
const WATCH_CANARY = 16;
const NAME_LAST = 1;
const NAME_ANY = 2;
/** `KW_DEVICE_ITSELF`: the inode that stands for the whole device. */
const WHOLE_DEVICE = 0n;

/** Identity of a directory, or undefined when there is none at that path. */
export type Identify = (path: string) => { device: bigint; inode: bigint } | undefined;

/** What to write into a kernel map: values to set, keys to remove, flattened. */
export interface MapChange {
  readonly puts: BigUint64Array;
  readonly deletes: BigUint64Array;
}

/** Flags per key with one count per flag bit, because targets share ancestors and names. */
class CountedFlags {
  private readonly counts = new Map<string, Map<number, number>>();
  private readonly touched = new Set<string>();

  add(key: string, flag: number, by: 1 | -1): void {
    const flags = this.counts.get(key) ?? new Map<number, number>();
    const count = Math.max((flags.get(flag) ?? 0) + by, 0);
    if (count === 0) flags.delete(flag);
    else flags.set(flag, count);
    if (flags.size === 0) this.counts.delete(key);
    else this.counts.set(key, flags);
    this.touched.add(key);
  }

  /** The changes since the last call. */
  take(): MapChange {
    const puts: bigint[] = [];
    const deletes: bigint[] = [];
    for (const key of this.touched) {
      const parts = key.split(' ').map(BigInt);
      const flags = this.counts.get(key);
      if (flags === undefined) deletes.push(...parts);
      else puts.push(...parts, BigInt([...flags.keys()].reduce((sum, flag) => sum | flag, 0)));
    }
    this.touched.clear();
    return { puts: new BigUint64Array(puts), deletes: new BigUint64Array(deletes) };
  }
}

interface Step {
  readonly map: 'watches' | 'names';
  readonly key: string;
  readonly flag: number;
}

/**
 * Turns targets into the contents of the kernel's watch and name maps: the object itself, the
 * directories above it (a rename of one of them moves it too), and the names by which a path text
 * can mention it.
 */
export class WatchPlan {
  private readonly watches = new CountedFlags();
  private readonly names = new CountedFlags();
  /** What each watched object put in, so that unwatching takes out exactly that. */
  private readonly steps = new Map<string, Step[][]>();

  constructor(private readonly identify: Identify) {}

  add(target: WatchTarget): void {
    const steps = this.stepsOf(target);
    const key = targetKey(target);
    this.steps.set(key, [...(this.steps.get(key) ?? []), steps]);
    this.apply(steps, 1);
  }

  /** A target that is not watched is no error: it may have been removed by another event. */
  remove(target: WatchTarget): void {
    const key = targetKey(target);
    const steps = this.steps.get(key)?.pop();
    if (steps !== undefined) this.apply(steps, -1);
    if (this.steps.get(key)?.length === 0) this.steps.delete(key);
  }

  /** Changes of both maps since the last call. */
  take(): { watches: MapChange; names: MapChange } {
    return { watches: this.watches.take(), names: this.names.take() };
  }

  private apply(steps: readonly Step[], by: 1 | -1): void {
    for (const { map, key, flag } of steps) this[map].add(key, flag, by);
  }

  private stepsOf(target: WatchTarget): Step[] {
    const device = toKernelDevice(target.device);
    const isWhole = target.kind === 'filesystem' || target.kind === 'disk';
    const inode = isWhole ? WHOLE_DEVICE : target.inode;
    if (target.kind === 'disk')
      return [{ map: 'watches', key: keyOf(device, inode), flag: WATCH.disk }];
    const path = resolve(target.path);
    const steps: Step[] = [
      { map: 'watches', key: keyOf(device, inode), flag: WATCH[target.kind] },
      {
        map: 'names',
        key: keyOf(nameHash(basename(path))),
        flag: target.kind === 'file' ? NAME_LAST : NAME_ANY,
      },
    ];
    if (target.canary === true) {
      steps.push({ map: 'watches', key: keyOf(device, inode), flag: WATCH_CANARY });
    }
    if (target.kind === 'filesystem') {
      steps.push({ map: 'watches', key: keyOf(device, target.inode), flag: WATCH_ANCESTOR });
    }
    for (let above = dirname(path); above !== '/'; above = dirname(above)) {
      const identity = this.identify(above);
      if (identity === undefined) continue;
      const key = keyOf(toKernelDevice(identity.device), identity.inode);
      steps.push(
        { map: 'watches', key, flag: WATCH_ANCESTOR },
        { map: 'names', key: keyOf(nameHash(basename(above))), flag: NAME_LAST },
      );
    }
    return steps;
  }
}

/** A map key's numbers as one string. */
function keyOf(...numbers: readonly bigint[]): string {
  return numbers.join(' ');
}

function targetKey(target: WatchTarget): string {
  return `${String(target.device)} ${String(target.inode)} ${target.kind} ${target.path}`;
}

import type { KernelEvent } from '@keywarden/contracts';
import { healthyHour } from './day.ts';
import { boot, type Machine, type Role } from './machine.ts';
import { Random } from './random.ts';
import { THEFTS } from './thefts.ts';

const NODES = 100;
const HOURS = 24;
const FIRST_WORKER = 8;

const roleOf = (index: number): Role => {
  if (index < 3) return 'control-plane';
  return index < FIRST_WORKER ? 'rke2-server' : 'worker';
};

/** Where and when a theft was hidden. */
export interface Hidden {
  readonly name: string;
  readonly node: string;
}

export interface Day {
  /** All nodes' events in order of time; of one node in the order of their numbers. */
  readonly events: readonly KernelEvent[];
  readonly hidden: readonly Hidden[];
}

/**
 * A day of a fleet of 100 nodes, the same one for the same seed: 3 control plane nodes of kubeadm, 5
 * servers of RKE2 and 92 workers, with 20 applications each.
 *
 * @param options.nodes only the first ones of them
 */
export function dayOfCluster(options: { seed: number; thefts: boolean; nodes?: number }): Day {
  const machines = Array.from({ length: options.nodes ?? NODES }, (_, index) =>
    boot(`node-${String(index)}`, roleOf(index), new Random(options.seed * 1_000 + index)),
  );
  const hidden = options.thefts ? hide(machines) : [];
  for (const machine of machines) {
    for (let hour = 0; hour < HOURS; hour += 1) healthyHour(machine, hour);
  }
  return { events: inOrder(machines), hidden };
}

/** Thefts from workers have a node each; those from the three control plane nodes are hours apart. */
function hide(machines: readonly Machine[]): Hidden[] {
  return THEFTS.map(({ name, on, steal }, index) => {
    const place = on === 'worker' ? FIRST_WORKER + index * 4 : index % 3;
    const machine = machines[place];
    if (machine === undefined) throw new Error(`there is no node ${String(place)}`);
    const hour = 1 + index;
    machine.node.at(hour * 3_600 + 3_300);
    steal(machine, hour);
    return { name, node: machine.node.name };
  });
}

function inOrder(machines: readonly Machine[]): KernelEvent[] {
  const byTime = (a: KernelEvent, b: KernelEvent): number =>
    a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
  const numbered = machines.flatMap(({ node }) =>
    node.events.sort(byTime).map((event, seq) => ({ ...event, seq })),
  );
  return numbered.sort(byTime);
}

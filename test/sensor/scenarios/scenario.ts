import type { BackendName } from '@keywarden/sensor';
import type { Lab } from '../lab.ts';

/** One thing an attacker may try, and what the sensor has to say about it. */
export interface Scenario {
  readonly name: string;
  /** Backends that can see it; all of them when absent. */
  readonly backends?: readonly BackendName[];
  run(lab: Lab): Promise<void>;
}

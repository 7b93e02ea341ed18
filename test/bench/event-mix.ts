import type { KernelEvent } from '@keywarden/contracts';
import { CA_KEY, ScriptedNode, type ScriptedProcess } from '../detector/scripted-node.ts';

/** Of 100 events 2 are about credentials; of those one in ten is a theft, the rest components at work. */
const THEFT_EVERY = 10;
const COMMANDS = ['/usr/bin/ls', '/usr/bin/grep', '/usr/bin/awk', '/usr/bin/jq', '/usr/bin/curl'];

export interface EventMix {
  events: readonly KernelEvent[];
  /** How many alerts they make. */
  thefts: number;
}

/**
 * What a busy node sends: shells that fork, exec and exit short commands, and now and then a component
 * that reads its own credential, or somebody who reads one that is not theirs.
 */
export class MixedNode {
  readonly #node = new ScriptedNode('bench-node');
  readonly #shells: ScriptedProcess[];
  readonly #controller: ScriptedProcess;
  #credentialEvents = 0;

  constructor() {
    const shell = () => this.#node.spawn(this.#node.init, '/usr/bin/bash');
    this.#shells = Array.from({ length: 20 }, shell);
    this.#controller = this.#node.spawn(this.#node.init, '/usr/local/bin/kube-controller-manager');
  }

  /** The next `count` events or a few more. */
  next(count: number): EventMix {
    let thefts = 0;
    const { events } = this.#node;
    for (let step = 0; events.length < count; step += 1) {
      const shell = this.#shells[step % this.#shells.length] ?? this.#node.init;
      const command = this.#node.spawn(shell, COMMANDS[step % COMMANDS.length] ?? '/bin/true');
      // 3 events a step, so every 16th step makes 2 in 100 of them credential events.
      if (step % 16 === 0) {
        this.#credentialEvents += 1;
        const isTheft = this.#credentialEvents % THEFT_EVERY === 0;
        if (isTheft) {
          // Another key each time: the same one again would only be counted.
          const canonical_path = `/etc/kubernetes/pki/${String(this.#credentialEvents)}.key`;
          this.#node.open(command, { credential: { ...CA_KEY, canonical_path } });
          thefts += 1;
        } else {
          this.#node.open(this.#controller);
        }
      }
      this.#node.exit(command);
    }
    return { events: events.splice(0), thefts };
  }
}

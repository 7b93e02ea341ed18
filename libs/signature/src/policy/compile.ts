import { conditionsOf, type Condition } from '../match/condition.js';
import { pathTest, type TextTest } from '../match/glob.js';
import { isHelper, isProgramToo } from '../match/helpers.js';
import { TRACEE_COMMS } from '../tracee.js';
import type { Policy, PolicyRule } from './schema.js';

/** A rule made ready to be asked. */
export interface CompiledRule extends PolicyRule {
  /** Undefined for a rule that names no executable. */
  readonly isExecutable: TextTest | undefined;
  readonly conditions: readonly Condition[];
}

/** A policy made ready to judge by. Make it once per policy: it remembers who was asked about. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
  /** Rules that can hold for an executable, in the order in which they are asked. */
  about(exe: string | undefined): readonly CompiledRule[];
  /** Whether a rule names this executable. */
  lists(exe: string): boolean;
  /** File names of the components that rules name; not those of ordinary tools. */
  readonly fileNames: ReadonlySet<string>;
  /** The same as the kernel cuts them for comm. */
  readonly comms: ReadonlySet<string>;
}

/** File names that programs of other projects bear too: one elsewhere tells of no disguise. */
const ORDINARY: ReadonlySet<string> = new Set([
  ...['controller', 'webhook', 'init', 'install', 'node-exporter', 'aws', 'nodeup', 'channels'],
]);

/** Executables whose rules are remembered; a node runs fewer that ever touch a credential. */
const REMEMBERED = 4_096;
/** The kernel cuts the name of a task there. */
export const COMM_BYTES = 15;

/** Prepares a policy: globs become tests, and rules are found by executable. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const rules = policy.rules.map((one): CompiledRule => {
    const { exe } = one.rule.reader;
    return {
      ...one,
      isExecutable: exe === undefined ? undefined : pathTest(exe),
      conditions: conditionsOf(one.rule, policy.podHelpers),
    };
  });
  const anybody = rules.filter(({ isExecutable }) => isExecutable === undefined);
  const remembered = new Map<string, readonly CompiledRule[]>();
  const about = (exe: string | undefined): readonly CompiledRule[] => {
    if (exe === undefined) return anybody;
    const before = remembered.get(exe);
    if (before !== undefined) return before;
    const found = rules.filter(({ isExecutable: test }) => test === undefined || test(exe));
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(exe, found);
    return found;
  };
  const fileNames = new Set(
    rules
      .flatMap(({ rule }) => (rule.reader.exe ?? []).flatMap(fileName))
      .filter((name) => !(isHelper(name) && !isProgramToo(name)) && !ORDINARY.has(name)),
  );
  return {
    policy,
    rules,
    about,
    lists: (exe) => about(exe).some(({ isExecutable }) => isExecutable !== undefined),
    fileNames,
    comms: new Set([...TRACEE_COMMS, ...[...fileNames].map((name) => name.slice(0, COMM_BYTES))]),
  };
}

/** None for a glob that leaves the name open. */
function fileName(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '' || name.includes('*') ? [] : [name];
}

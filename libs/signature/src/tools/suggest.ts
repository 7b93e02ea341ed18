import { eventId, type CredentialKind } from '@keywarden/contracts';
import { judge } from '../judge.js';
import { compilePolicy } from '../policy/compile.js';
import { layerPolicies } from '../policy/layers.js';
import { sitePolicy, type AllowRuleInput } from '../policy/schema.js';
import type { Judged } from './judged.js';
import { narrowReader, type Narrowed } from './narrow-reader.js';
import { refusalOf } from './refusal.js';

/** A rule that would allow what was seen, and how often that was. */
export interface Suggestion {
  readonly rule: AllowRuleInput;
  readonly count: number;
  /** RFC 3339, of the first and the last of its events. */
  readonly first: string;
  readonly last: string;
  /** Id of its first event. */
  readonly example: string;
}

/** Alerts for which no rule is proposed, and why. */
export interface Refusal {
  readonly reader: string;
  readonly why: string;
  readonly count: number;
  readonly example: string;
}

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  readonly refusals: readonly Refusal[];
  /** Alerts that found no more room. */
  readonly leftOut: number;
}

interface Group {
  readonly narrowed: Narrowed;
  readonly uids: Set<number>;
  readonly kinds: Set<CredentialKind>;
  readonly paths: Set<string>;
  count: number;
  first: string;
  last: string;
  readonly example: string;
}

/** Readers, and reasons not to propose one, that are kept apart. */
const MAX_GROUPS = 1_000;
/** A rule with more paths is no narrow one. */
const MAX_PATHS = 100;

/**
 * Collects alerts and proposes the narrowest rules that would have allowed them. Nothing is proposed
 * for a reader that hid or that nobody can tell from a thief. A person decides what becomes of it.
 */
export class Suggester {
  readonly #groups = new Map<string, Group>();
  readonly #refusals = new Map<string, { -readonly [Key in keyof Refusal]: Refusal[Key] }>();
  #leftOut = 0;

  /** Verdicts other than alerts are passed over. @returns whether a rule will allow this one. */
  see(judged: Judged): boolean {
    const { event, verdict } = judged;
    const { credential } = event.data;
    if (verdict.outcome !== 'alert' || credential === undefined) return false;
    const why = refusalOf(judged, verdict);
    if (why !== undefined) return this.#refuse(judged, why);
    const narrowed = narrowReader(event, credential, judged.lineage);
    if (!holds(narrowed, judged)) return this.#refuse(judged, 'no narrow rule holds for it');
    const key = JSON.stringify(narrowed);
    const group = this.#groups.get(key) ?? this.#open(key, narrowed, judged);
    if (group === undefined) return false;
    const path = credential.canonical_path;
    const isOwnPod = narrowed.taken.own_pod === true;
    if (!isOwnPod && !group.paths.has(path) && group.paths.size >= MAX_PATHS) {
      return this.#refuse(judged, `it takes more than ${String(MAX_PATHS)} files`);
    }
    if (!isOwnPod) group.paths.add(path);
    if (event.process.uid !== undefined) group.uids.add(event.process.uid);
    group.kinds.add(credential.kind);
    group.count += 1;
    if (event.time < group.first) group.first = event.time;
    if (event.time > group.last) group.last = event.time;
    return true;
  }

  /** @param taken Names of rules that are in force already. */
  result(taken: ReadonlySet<string> = new Set()): Suggestions {
    const names = new Set(taken);
    return {
      suggestions: [...this.#groups.values()].map((group) => suggestion(group, names)),
      refusals: [...this.#refusals.values()],
      leftOut: this.#leftOut,
    };
  }

  #open(key: string, narrowed: Narrowed, { event }: Judged): Group | undefined {
    if (this.#groups.size >= MAX_GROUPS) {
      this.#leftOut += 1;
      return undefined;
    }
    const group: Group = {
      narrowed,
      uids: new Set(),
      kinds: new Set(),
      paths: new Set(),
      count: 0,
      first: event.time,
      last: event.time,
      example: eventId(event),
    };
    this.#groups.set(key, group);
    return group;
  }

  #refuse({ event }: Judged, why: string): false {
    const reader = event.process.exe?.path ?? event.process.comm;
    const key = `${reader}\n${why}`;
    const before = this.#refusals.get(key);
    if (before !== undefined) before.count += 1;
    else if (this.#refusals.size >= MAX_GROUPS) this.#leftOut += 1;
    else this.#refusals.set(key, { reader, why, count: 1, example: eventId(event) });
    return false;
  }
}

/** Whether a rule that says all this allows the event: facts that a rule demands may be missing. */
function holds({ reader, taken }: Narrowed, { event, lineage }: Judged): boolean {
  const rule = { name: 'suggested', reason: 'Suggested.', reader, ...taken };
  const policy = compilePolicy(
    layerPolicies([{ name: 'suggested', policy: sitePolicy.parse({ rules: [rule] }) }]),
  );
  return judge({ event, lineage, policy }).outcome === 'allowed';
}

function suggestion(group: Group, names: Set<string>): Suggestion {
  const { narrowed, uids, kinds, paths, count, first, last, example } = group;
  const { reader, taken } = narrowed;
  const base = `suggested-${(reader.exe?.[0] ?? 'reader').split('/').at(-1) ?? ''}`;
  let name = base;
  for (let number = 2; names.has(name); number += 1) name = `${base}-${String(number)}`;
  names.add(name);
  const rule = {
    name,
    reason: 'Suggested from recorded events; say here why this reader is legitimate.',
    reader: { ...reader, ...(uids.size === 0 ? {} : { uid: [...uids].toSorted((a, b) => a - b) }) },
    kinds: [...kinds].toSorted(),
    ...(paths.size === 0 ? {} : { paths: [...paths].toSorted() }),
    ...taken,
  };
  return { rule, count, first, last, example };
}

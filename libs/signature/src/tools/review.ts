import { isSame } from './same.js';
import type { AllowRule, Policy, PolicyRule } from '../policy/schema.js';

/** Something about a rule that a person should look at. */
export interface PolicyWarning {
  readonly layer: string;
  readonly rule: string;
  readonly warning: string;
}

/** Where anybody can put a program. */
const OPEN_PLACES = ['/tmp/', '/var/tmp/', '/dev/shm/', '/home/', '/run/user/'];
const PLACE_KEYS = ['image', 'systemd_unit', 'namespace', 'pod', 'service_account', 'static_pod'];

/** What is doubtful about the rules of the named layers, in the order in which they are asked. */
export function reviewPolicy(policy: Policy, layers: ReadonlySet<string>): PolicyWarning[] {
  return policy.rules.flatMap((one, index) => {
    if (!layers.has(one.layer)) return [];
    const wider = policy.rules.slice(0, index).find((other) => covers(other.rule, one.rule));
    return [...(wider === undefined ? [] : [unreachable(wider)]), ...doubts(one.rule)].map(
      (warning) => ({ layer: one.layer, rule: one.rule.name, warning }),
    );
  });
}

function unreachable({ layer, rule }: PolicyRule): string {
  return `never decides: the rule "${rule.name}" of ${layer} is asked before and is as wide`;
}

function doubts({ reader, own_pod }: AllowRule): string[] {
  const found: string[] = [];
  const { exe } = reader;
  const keys = Object.keys(reader);
  const has = (wanted: readonly string[]): boolean => wanted.some((key) => keys.includes(key));
  if (exe !== undefined && reader.container !== false && !has(PLACE_KEYS) && own_pod !== true) {
    found.push(
      'allows by path only: every image brings its own files; add an image, or container: false',
    );
  }
  for (const glob of exe ?? []) {
    const open = OPEN_PLACES.find((place) => glob.startsWith(place));
    if (open !== undefined) found.push(`${glob}: programs below ${open} can be put there by users`);
    const start = glob.slice(0, glob.indexOf('*'));
    if (glob.includes('*') && start.split('/').length <= 2) {
      found.push(`${glob}: matches programs almost anywhere`);
    }
  }
  return found;
}

/** Whether whatever `narrow` allows, `wide` allows too; only where that is plain to see. */
function covers(wide: AllowRule, narrow: AllowRule): boolean {
  return holdsAll(wide.reader, narrow.reader) && holdsAll(takenBy(wide), takenBy(narrow));
}

/** The conditions of a rule on what is taken, and how. */
function takenBy(rule: AllowRule): object {
  const isAside = (key: string): boolean => ['name', 'reason', 'reader'].includes(key);
  return Object.fromEntries(Object.entries(rule).filter(([key]) => !isAside(key)));
}

/** Each condition of `wide` is absent, the same, or a list that has every entry of the other. */
function holdsAll(wide: object, narrow: object): boolean {
  const other = new Map<string, unknown>(Object.entries(narrow));
  return Object.entries(wide).every(([key, value]: [string, unknown]) => {
    if (value === undefined) return true;
    const own = other.get(key);
    if (own === undefined) return false;
    // More patterns that must not occur make a rule narrower, not wider.
    if (!Array.isArray(value) || !Array.isArray(own) || key === 'not_given') {
      return isSame(value, own);
    }
    return own.every((entry) => value.some((one) => isSame(one, entry)));
  });
}

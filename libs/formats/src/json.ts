import { MAX_ITEMS, MAX_TEXT } from './limits.js';
import { CUT_MARK, text } from './text.js';

/** A JSON object that is being put together. */
export type JsonObject = Record<string, unknown>;

/** The object without the keys that have no value: a fact that is not known is absent. */
export function known(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Like {@link known}; undefined when nothing is left. */
export function knownOrNothing(object: JsonObject): JsonObject | undefined {
  const left = known(object);
  return Object.keys(left).length === 0 ? undefined : left;
}

/** The list, or undefined when it is empty. */
export function someOf<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

/** Most items of one list or object of a message that is passed on as it is. */
const MAX_PASSED_ON = 4 * MAX_ITEMS;

/** Most text of such a message, in UTF-16 code units; many times that of an ordinary alert. */
export const MAX_PASSED_ON_TEXT = 262_144;

/**
 * A message as it is, but for its bounds: every text as `text` makes it, long lists cut. Text beyond
 * {@link MAX_PASSED_ON_TEXT} is left out, in the order of the message.
 */
export function bounded(value: unknown): unknown {
  let room = MAX_PASSED_ON_TEXT;
  const take = (part: string): string => {
    if (room <= 1) return CUT_MARK;
    const taken = text(part, Math.min(MAX_TEXT, room));
    room -= taken.length;
    return taken;
  };
  const copy = (part: unknown): unknown => {
    if (typeof part === 'string') return take(part);
    if (Array.isArray(part)) return part.slice(0, MAX_PASSED_ON).map(copy);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part).slice(0, MAX_PASSED_ON);
    return Object.fromEntries(entries.map(([key, inner]) => [take(key), copy(inner)]));
  };
  return copy(value);
}

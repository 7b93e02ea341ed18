import { MAX_ITEMS } from './limits.js';
import { text } from './text.js';

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

/** Most items of a list of the data that is passed on as it is; the contract bounds none. */
const MAX_PASSED_ON = 4 * MAX_ITEMS;

/** A message as it is, but for its bounds: every text as `text` makes it, long lists cut. */
export function bounded(value: unknown): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.slice(0, MAX_PASSED_ON).map(bounded);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).slice(0, MAX_PASSED_ON);
  return Object.fromEntries(entries.map(([key, part]) => [text(key), bounded(part)]));
}

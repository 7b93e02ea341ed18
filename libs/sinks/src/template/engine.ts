import { Liquid } from 'liquidjs';
import { escapeFor, type Escape } from './escape.js';

/** Longest template, UTF-16 units. */
export const MAX_SOURCE = 16_384;
/** Longest result, UTF-16 units. */
export const MAX_OUTPUT = 262_144;
/** For one rendering, ms and units of the library (about one per element or character made). */
const RENDER_LIMIT_MS = 250;
const MEMORY_LIMIT = 2_000_000;

/** Each shows or chooses something; none names a file, keeps state or makes a new variable. */
const TAGS = new Set(['if', 'unless', 'case', 'for', 'break', 'continue', 'comment', 'raw']);
const FILTERS = new Set([
  ...['append', 'prepend', 'capitalize', 'upcase', 'downcase', 'strip', 'replace', 'slice'],
  ...['default', 'size', 'first', 'last', 'join', 'uniq', 'reverse', 'plus', 'minus', 'date'],
]);

/** A Liquid engine whose values are escaped for `target`, without files and with bounds. */
export function createEngine(target: Escape): Liquid {
  const engine = new Liquid({
    templates: {},
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    outputEscape: (value: unknown) => escapeFor(target, textOf(value)),
    timezoneOffset: 0,
    dateFormat: '%Y-%m-%d %H:%M:%S UTC',
    locale: 'en-US',
    parseLimit: MAX_SOURCE,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const name of Object.keys(engine.tags)) {
    if (!TAGS.has(name)) Reflect.deleteProperty(engine.tags, name);
  }
  for (const name of Object.keys(engine.filters)) {
    if (!FILTERS.has(name)) engine.unregisterFilter(name);
  }
  engine.registerFilter('truncate', truncate);
  engine.registerFilter('escape', (value: unknown) => escapeFor('html', textOf(value)));
  // A JSON value stands by itself in a JSON document, and is a text like any other elsewhere.
  engine.registerFilter('json', {
    handler: (value: unknown) => JSON.stringify(value ?? null),
    raw: target === 'json',
  });
  return engine;
}

/** At most `length` characters, the last one `…` when some were left out. */
function truncate(value: unknown, length: unknown): string {
  const characters = Array.from(textOf(value));
  const most = Math.max(1, Number(length));
  if (Number.isNaN(most)) throw new Error('truncate needs a number');
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}

/** A missing value is nothing; what is no text by itself is JSON. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

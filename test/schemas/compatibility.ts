/** The part of JSON Schema that published schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly [keyword: string]: unknown;
}

/** Bounds that a message passes less easily when they grow, and those when they shrink. */
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const FIXED = ['pattern', 'format', 'const', 'multipleOf', 'uniqueItems'];
const SAYS_NOTHING = ['$schema', '$id', '$defs', '$ref', 'title', 'description', 'default'];
const KNOWN = new Set([
  ...LOWER,
  ...UPPER,
  ...FIXED,
  ...SAYS_NOTHING,
  ...['type', 'properties', 'required', 'items', 'propertyNames', 'additionalProperties'],
  ...['oneOf', 'anyOf', 'enum'],
]);

/**
 * What a change of a schema breaks, for those who wrote by the old one (recorded messages, older
 * services) or who read by it: each a sentence that begins with the path. Empty when nothing does.
 *
 * Allowed: a new field that may be absent, a further enum value, a further variant of a union of named
 * messages, a wider bound. Everything else is a break, also a keyword that this does not know.
 */
export function breaks(old: Schema, next: Schema): string[] {
  return new Comparison(old, next).at(old, next, '');
}

class Comparison {
  readonly #old: Schema;
  readonly #next: Schema;

  constructor(old: Schema, next: Schema) {
    this.#old = old;
    this.#next = next;
  }

  at(oldRef: Schema, nextRef: Schema, path: string): string[] {
    const old = resolve(oldRef, this.#old);
    const next = resolve(nextRef, this.#next);
    return [
      ...unknownKeywords(next, path),
      ...this.#types(old, next, path),
      ...bounds(old, next, path),
      ...enums(old, next, path),
      ...this.#fields(old, next, path),
      ...this.#variants(old, next, path),
      ...this.#inner(old, next, path),
    ];
  }

  #types(old: Schema, next: Schema, path: string): string[] {
    const before = JSON.stringify([old.type].flat().sort());
    const after = JSON.stringify([next.type].flat().sort());
    return before === after ? [] : [say(path, `the type was ${before} and is ${after}`)];
  }

  #fields(old: Schema, next: Schema, path: string): string[] {
    const fields = Object.entries(old.properties ?? {}).flatMap(([name, field]) => {
      const there = next.properties?.[name];
      const inner = join(path, name);
      return there === undefined ? [say(inner, 'is gone')] : this.at(field, there, inner);
    });
    const before = new Set(old.required);
    const after = new Set(next.required);
    const added = [...after].filter((name) => !before.has(name));
    const dropped = [...before].filter((name) => !after.has(name) && next.properties?.[name]);
    return [
      ...fields,
      ...added.map((name) => say(join(path, name), 'must be there now')),
      ...dropped.map((name) => say(join(path, name), 'was always there and may now be absent')),
    ];
  }

  /** Variants are known by the constants in their fields, e.g. the name of an event; else by type. */
  #variants(old: Schema, next: Schema, path: string): string[] {
    return (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
      if (old[keyword] === undefined && next[keyword] === undefined) return [];
      const before = byLabel(old[keyword] ?? []);
      const after = byLabel(next[keyword] ?? []);
      const broken = [...before].flatMap(([label, variant]) => {
        const there = after.get(label);
        const inner = `${path}<${label}>`;
        return there === undefined ? [say(inner, 'is gone')] : this.at(variant, there, inner);
      });
      const further = [...after.keys()].filter(
        (label) => !before.has(label) && (before.size === 0 || !label.includes('=')),
      );
      return [...broken, ...further.map((label) => say(path, `may now be ${label}`))];
    });
  }

  #inner(old: Schema, next: Schema, path: string): string[] {
    const broken: string[] = [];
    for (const keyword of ['items', 'propertyNames', 'additionalProperties'] as const) {
      const before = old[keyword];
      const after = next[keyword];
      const inner = `${path}${keyword === 'items' ? '[]' : `{${keyword}}`}`;
      if (isSchema(before) && isSchema(after)) broken.push(...this.at(before, after, inner));
      else if (!open(before) || !open(after)) {
        if (before !== after) broken.push(say(inner, 'is restricted in another way'));
      }
    }
    return broken;
  }
}

function resolve(schema: Schema, root: Schema): Schema {
  const { $ref } = schema;
  if ($ref === undefined) return schema;
  const found = root.$defs?.[$ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`${$ref} is not in the schema`);
  return found;
}

function unknownKeywords(schema: Schema, path: string): string[] {
  return Object.keys(schema)
    .filter((keyword) => !KNOWN.has(keyword))
    .map((keyword) => say(path, `"${keyword}" is not understood by this comparison`));
}

function bounds(old: Schema, next: Schema, path: string): string[] {
  const number = (schema: Schema, keyword: string, absent: number): number => {
    const value = schema[keyword];
    return typeof value === 'number' ? value : absent;
  };
  const narrower = [
    ...LOWER.filter((name) => number(next, name, -Infinity) > number(old, name, -Infinity)),
    ...UPPER.filter((name) => number(next, name, Infinity) < number(old, name, Infinity)),
  ];
  const changed = FIXED.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(next[name]));
  return [
    ...narrower.map((name) => say(path, `${name} is narrower: ${String(next[name])}`)),
    ...changed.map((name) =>
      say(path, `${name} was ${show(old[name])} and is ${show(next[name])}`),
    ),
  ];
}

function enums(old: Schema, next: Schema, path: string): string[] {
  if (old.enum === undefined && next.enum === undefined) return [];
  if (old.enum === undefined) return [say(path, 'is limited to a list of values now')];
  if (next.enum === undefined) return [say(path, 'is not limited to its list of values any more')];
  const after = new Set(next.enum);
  const gone = old.enum.filter((value) => !after.has(value));
  return gone.map((value) => say(path, `the value ${show(value)} is gone`));
}

function byLabel(variants: readonly Schema[]): Map<string, Schema> {
  return new Map(variants.map((variant) => [labelOf(variant), variant]));
}

function labelOf(variant: Schema): string {
  const constants = Object.entries(variant.properties ?? {})
    .filter(([, { const: value }]) => value !== undefined)
    .map(([name, { const: value }]) => `${name}=${String(value)}`);
  return constants.length === 0 ? String([variant.type].flat()) : constants.sort().join(',');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Absent, `true` and `{}` all allow everything. */
function open(value: unknown): boolean {
  return value === undefined || value === true || (typeof value === 'object' && !isSchema(value));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function say(path: string, what: string): string {
  return `${path === '' ? '(root)' : path}: ${what}`;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

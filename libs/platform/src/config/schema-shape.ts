import type { z } from 'zod';
import type { ConfigPath } from './tree.js';

type Schema = z.core.$ZodTypes;

/** The schema below defaults, optionality and transformations. */
function unwrap(schema: z.core.$ZodType): Schema {
  let inner = schema as Schema;
  for (;;) {
    const { def } = inner._zod;
    if ('innerType' in def) inner = def.innerType as Schema;
    else if (def.type === 'pipe') inner = def.in as Schema;
    else return inner;
  }
}

/** The schema at a path of object keys; undefined where the shape is not fixed. */
export function schemaAt(schema: z.core.$ZodType, path: ConfigPath): Schema | undefined {
  let at = unwrap(schema);
  for (const key of path) {
    const { def } = at._zod;
    let next: z.core.$ZodType | undefined;
    if (def.type === 'object') next = def.shape[String(key)];
    else if (def.type === 'array') next = def.element;
    else if (def.type === 'record') next = def.valueType;
    if (next === undefined) return undefined;
    at = unwrap(next);
  }
  return at;
}

/** The keys that the object at a path knows; empty where it is no plain object. */
export function knownKeys(schema: z.core.$ZodType, path: ConfigPath): string[] {
  const def = schemaAt(schema, path)?._zod.def;
  return def?.type === 'object' ? Object.keys(def.shape) : [];
}

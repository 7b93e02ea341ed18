import type { Shape } from './shape.js';

/** Everything that JSON, HTML and the chats treat as special. */
const HOSTILE = '"\\\'\n<&>*_`@{}|=';

/**
 * A value of a shape for a trial at start. `full`: every optional field is there, lists have one
 * element, texts are hostile; `bare`: only what must be there, lists empty.
 */
export function sampleOf(shape: Shape, kind: 'full' | 'bare'): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const [variant] = shape.anyOf ?? shape.oneOf ?? [];
  if (variant !== undefined) return sampleOf(variant, kind);
  switch (shape.type) {
    case 'object':
      return objectOf(shape, kind);
    case 'array':
      return kind === 'bare' || shape.items === undefined ? [] : [sampleOf(shape.items, kind)];
    case 'string':
      return kind === 'bare' ? '' : HOSTILE;
    case 'boolean':
      return kind === 'full';
    case 'integer':
    case 'number':
    case undefined:
    default:
      return kind === 'full' ? 1 : 0;
  }
}

function objectOf(shape: Shape, kind: 'full' | 'bare'): object {
  const entries = Object.entries(shape.properties ?? {});
  const required = shape.required ?? [];
  const kept = kind === 'full' ? entries : entries.filter(([name]) => required.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, sampleOf(value, kind)]));
}

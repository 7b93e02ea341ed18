/** As much of JSON Schema as the alert's needs, to know which names a template may use. */
export interface Shape {
  type?: string;
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  items?: Shape;
  anyOf?: readonly Shape[];
  oneOf?: readonly Shape[];
  additionalProperties?: Shape | boolean;
  enum?: readonly unknown[];
  const?: unknown;
}

const INTEGER: Shape = { type: 'integer' };

/** What `segment` of a value of this shape is; undefined when it can never have one. */
export function step(shape: Shape, segment: string | number): Shape | undefined {
  const variants = shape.anyOf ?? shape.oneOf;
  if (variants !== undefined) {
    const found = variants.flatMap((variant) => step(variant, segment) ?? []);
    return found.length > 1 ? { anyOf: found } : found[0];
  }
  if (segment === 'size' && (shape.type === 'array' || shape.type === 'string')) return INTEGER;
  if (shape.type === 'array') {
    const isElement = typeof segment === 'number' || segment === 'first' || segment === 'last';
    return isElement ? shape.items : undefined;
  }
  const { properties = {}, additionalProperties } = shape;
  if (Object.hasOwn(properties, segment)) return properties[segment];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The names that a value of this shape can have, sorted; for a message about one that it cannot. */
export function knownNames(shape: Shape): string[] {
  const variants = shape.anyOf ?? shape.oneOf ?? [];
  const names = [...variants.flatMap(knownNames), ...Object.keys(shape.properties ?? {})];
  if (shape.type === 'array') names.push('first', 'last', 'size');
  if (shape.type === 'string') names.push('size');
  return [...new Set(names)].sort();
}

/** What the elements of a list of this shape are; undefined when it is no list. */
export function elementOf(shape: Shape): Shape | undefined {
  const variants = shape.anyOf ?? shape.oneOf;
  if (variants === undefined) return shape.type === 'array' ? (shape.items ?? {}) : undefined;
  const found = variants.flatMap((variant) => elementOf(variant) ?? []);
  return found.length > 1 ? { anyOf: found } : found[0];
}

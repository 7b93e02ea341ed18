/** The part of JSON Schema that the published schemas use. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
}

export interface TableOptions {
  /** Fields at the top that are left out. */
  skip?: readonly string[];
  /** Fields that are not unfolded, with the name to show instead. */
  opaque?: Readonly<Record<string, string>>;
}

/** A Markdown table of every field of an object schema, nested ones by their dotted path. */
export function renderTable(schema: JsonSchema, options: TableOptions = {}): string {
  const rows = fields(schema, '', options).map(
    ({ path, type, required }) => `| \`${path}\` | ${type} | ${required ? 'yes' : ''} |`,
  );
  return ['| field | type | always |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

interface Field {
  path: string;
  type: string;
  required: boolean;
}

function fields(schema: JsonSchema, prefix: string, options: TableOptions): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => prefix !== '' || options.skip?.includes(name) !== true)
    .flatMap(([name, field]) => {
      const required = schema.required?.includes(name) ?? false;
      const opaque = prefix === '' ? options.opaque?.[name] : undefined;
      const isList = field.type === 'array';
      const path = `${prefix}${name}${isList ? '[]' : ''}`;
      const row = { path, type: opaque ?? typeName(field), required };
      const inner = isList ? (field.items ?? {}) : field;
      return opaque === undefined ? [row, ...fields(inner, `${path}.`, options)] : [row];
    });
}

function typeName(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeName).join(' or ');
  if (schema.type === 'array') {
    const limit = schema.maxItems === undefined ? '' : `, at most ${String(schema.maxItems)}`;
    return `list of ${typeName(schema.items ?? {})}${limit}`;
  }
  if (schema.type === 'object' && schema.additionalProperties !== undefined) {
    return `map of text to ${typeName(schema.additionalProperties)}`;
  }
  return `${schema.type ?? 'any'}${limits(schema)}`;
}

/** The largest exact integer of JSON says nothing about the field, so it is not shown. */
function limits(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  const parts: string[] = [];
  if (minimum !== undefined && Number.isSafeInteger(minimum - 1))
    parts.push(`≥ ${String(minimum)}`);
  if (maximum !== undefined && Number.isSafeInteger(maximum + 1))
    parts.push(`≤ ${String(maximum)}`);
  if (minLength !== undefined && maxLength !== undefined) {
    parts.push(`${String(minLength)} to ${String(maxLength)} characters`);
  }
  if (pattern !== undefined) parts.push(`matches \`${pattern.replaceAll('|', '\\|')}\``);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

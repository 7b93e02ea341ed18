import { isMap, isNode, type Document, type LineCounter, type Node } from 'yaml';
import { z } from 'zod';
import { nearest } from './nearest.js';

export interface Problem {
  /** `file:line:col`, `file` or absent when no file was read. */
  where?: string;
  text: string;
}

export interface ExplainContext {
  schema: z.ZodType;
  file: string | undefined;
  document: Document | undefined;
  lines: LineCounter;
}

/** One problem per wrong key, each with its place in the file where it has one. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  context: ExplainContext,
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        problem(
          [...issue.path, key],
          unknownKey([...issue.path, key], context.schema),
          context,
          true,
        ),
      );
    }
    const key = issue.path.map(String).join('.') || '(the whole file)';
    return [problem(issue.path, `key "${key}": ${issue.message}`, context, false)];
  });
}

function unknownKey(path: readonly PropertyKey[], schema: z.ZodType): string {
  const name = path.map(String).join('.');
  const guess = nearest(String(path.at(-1)), knownKeys(path.slice(0, -1), schema));
  return `key "${name}" is unknown${guess === undefined ? '' : `, did you mean "${guess}"?`}`;
}

function knownKeys(path: readonly PropertyKey[], schema: z.ZodType): string[] {
  let properties: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  for (const key of path) {
    const node = properties as { properties?: Record<string, unknown>; items?: unknown };
    properties = typeof key === 'number' ? node.items : node.properties?.[String(key)];
    if (properties === undefined) return [];
  }
  return Object.keys((properties as { properties?: object }).properties ?? {});
}

function problem(
  path: readonly PropertyKey[],
  text: string,
  context: ExplainContext,
  atKey: boolean,
): Problem {
  if (context.file === undefined) return { text };
  const where = `${context.file}${place(path, context, atKey)}`;
  return { where, text: `${where}: ${text}` };
}

function place(path: readonly PropertyKey[], context: ExplainContext, atKey: boolean): string {
  const offset = offsetOf(path, context.document, atKey);
  if (offset === undefined) return '';
  const { line, col } = context.lines.linePos(offset);
  return `:${String(line)}:${String(col)}`;
}

/** Where the node stands; for an absent key, where its nearest present parent stands. */
function offsetOf(
  path: readonly PropertyKey[],
  document: Document | undefined,
  atKey: boolean,
): number | undefined {
  if (document === undefined) return undefined;
  if (atKey) {
    const parent: unknown = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => String(item.key) === String(path.at(-1)))
      : undefined;
    if (pair !== undefined && isNode(pair.key)) return start(pair.key);
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return start(node);
  }
  return undefined;
}

function start(node: Node): number | undefined {
  return node.range?.[0];
}

import { readFileSync } from 'node:fs';
import { KeywardenError } from '@keywarden/contracts';
import {
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import type { ConfigPath, ConfigTree } from './tree.js';

/** A parsed YAML file that can say where each key stands. */
export interface YamlFile {
  tree: ConfigTree;
  /** `file:line:column` of the key or list entry at a path, or of its nearest ancestor. */
  placeOf(path: ConfigPath): string;
}

/**
 * Reads a YAML 1.2 file that holds one map. An empty file is an empty map.
 *
 * @throws KeywardenError `KW_CONFIG_UNREADABLE` or `KW_CONFIG_SYNTAX` (duplicate keys too), with
 *   file, line and column
 */
export function readYamlFile(file: string): YamlFile {
  return parseYaml(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_CONFIG_UNREADABLE', why, {
      where: file,
      hint: 'Check the path given with --config and that this user may read it.',
      cause,
    });
  }
}

/** As {@link readYamlFile}, from text; `file` is only named in errors. */
export function parseYaml(text: string, file: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const placeAt = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${String(line)}:${String(col)}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    throw new KeywardenError('KW_CONFIG_SYNTAX', error.message, { where: placeAt(error.pos[0]) });
  }
  return {
    tree: rootMap(document, placeAt),
    placeOf: (path) => placeAt(offsetOf(document.contents, path)),
  };
}

function rootMap(document: Document, placeAt: (offset: number) => string): ConfigTree {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return {};
  if (!isMap(contents)) {
    throw new KeywardenError('KW_CONFIG_SYNTAX', 'the file must hold a map of keys', {
      where: placeAt(contents.range?.[0] ?? 0),
    });
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as ConfigTree;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_CONFIG_SYNTAX', why, { where: placeAt(0), cause });
  }
}

function offsetOf(root: Node | null, path: ConfigPath): number {
  let node: unknown = root;
  let offset = 0;
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair.value;
    } else if (isNode(node) && 'items' in node && typeof key === 'number') {
      next = node.items[key];
      if (isNode(next)) offset = next.range?.[0] ?? offset;
    }
    if (next === undefined || next === null) return offset;
    node = next;
  }
  return offset;
}

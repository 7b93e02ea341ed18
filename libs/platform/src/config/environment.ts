import type { z } from 'zod';
import { nearest } from './nearest.js';
import { knownKeys, schemaAt } from './schema-shape.js';
import { setPath, type ConfigPath, type ConfigTree } from './tree.js';

const PREFIX = 'KEYWARDEN_';
/** Read by the command line itself, not part of the configuration. */
const RESERVED = new Set(['KEYWARDEN_CONFIG']);

/** Settings from `KEYWARDEN_…` variables. */
export interface EnvironmentTree {
  tree: ConfigTree;
  /** The variable that sets a path. */
  variableOf(path: ConfigPath): string;
  /** Variables that name no key of the schema, each a full sentence. */
  problems: string[];
}

/**
 * Reads overrides: `KEYWARDEN_KAFKA__BROKERS=a:9092,b:9092` sets `kafka.brokers`; a double underscore
 * goes one level down, a comma separates list entries.
 *
 * Kubernetes sets variables such as `KEYWARDEN_DETECTOR_SERVICE_HOST` for services of that name, so
 * an unknown variable is a problem only where it has a double underscore or resembles a known key.
 */
export function readEnvironment(schema: z.ZodType, env: NodeJS.ProcessEnv): EnvironmentTree {
  const tree: ConfigTree = {};
  const problems: string[] = [];
  const variables = new Map<string, string>();
  for (const [name, text] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.startsWith(PREFIX) || text === undefined || RESERVED.has(name)) continue;
    const path = name.slice(PREFIX.length).toLowerCase().split('__');
    const target = schemaAt(schema, path);
    if (target === undefined) {
      const problem = unknownVariable(schema, name, path);
      if (problem !== undefined) problems.push(problem);
      continue;
    }
    setPath(tree, path, coerce(target, text));
    variables.set(path.join('.'), name);
  }
  return { tree, problems, variableOf: (path) => variableOf(variables, path) };
}

function variableOf(variables: ReadonlyMap<string, string>, path: ConfigPath): string {
  for (let length = path.length; length > 0; length--) {
    const name = variables.get(path.slice(0, length).join('.'));
    if (name !== undefined) return name;
  }
  return `${PREFIX}…`;
}

function unknownVariable(schema: z.ZodType, name: string, path: string[]): string | undefined {
  let depth = 0;
  while (schemaAt(schema, path.slice(0, depth + 1)) !== undefined) depth++;
  const candidates = knownKeys(schema, path.slice(0, depth));
  const guess = nearest(path[depth] ?? '', candidates);
  if (path.length === 1 && guess === undefined) return undefined;
  const suggestion =
    guess === undefined
      ? ''
      : `, did you mean ${PREFIX}${[...path.slice(0, depth), guess].join('__').toUpperCase()}?`;
  return `${name}: no such setting${suggestion}`;
}

/** Text that does not fit stays text, so that validation reports it. */
function coerce(schema: z.core.$ZodTypes, text: string): unknown {
  const { def } = schema._zod;
  if (def.type === 'number') {
    const value = Number(text);
    return text.trim() === '' || Number.isNaN(value) ? text : value;
  }
  if (def.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (def.type === 'array') {
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((entry) => coerce(def.element as z.core.$ZodTypes, entry));
  }
  return text;
}

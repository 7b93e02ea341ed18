import { KeywardenError } from '@keywarden/contracts';
import type { z } from 'zod';
import { readEnvironment, type EnvironmentTree } from './environment.js';
import { nearest } from './nearest.js';
import { knownKeys } from './schema-shape.js';
import { mergeTrees, pathText, setsPath, type ConfigPath, type ConfigTree } from './tree.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

export interface LoadConfigOptions<S extends z.ZodType> {
  schema: S;
  /** YAML file; absent: environment, overrides and defaults only. */
  file?: string | undefined;
  /** Variables `KEYWARDEN_…`; default `process.env`. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Settings from the command line; they win. Undefined values change nothing. */
  overrides?: object | undefined;
}

/**
 * Loads and validates a configuration: file, then environment, then overrides.
 *
 * @throws KeywardenError `KW_CONFIG_UNREADABLE`, `KW_CONFIG_SYNTAX` or `KW_CONFIG_INVALID`. The last
 *   lists every problem, one a line, each with its place (`file:line:column`, variable or command
 *   line) and the nearest known key for an unknown one.
 */
export function loadConfig<S extends z.ZodType>(options: LoadConfigOptions<S>): z.output<S> {
  const { schema } = options;
  const sources: Sources = {
    file: options.file === undefined ? undefined : readYamlFile(options.file),
    environment: readEnvironment(schema, options.env ?? process.env),
    overrides: (options.overrides ?? {}) as ConfigTree,
  };
  const merged = mergeTrees(
    mergeTrees(sources.file?.tree ?? {}, sources.environment.tree),
    sources.overrides,
  );
  const result = schema.safeParse(merged);
  const problems = [
    ...sources.environment.problems,
    ...(result.success ? [] : result.error.issues.flatMap((issue) => explain(issue))),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new KeywardenError('KW_CONFIG_INVALID', problems.join('\n'), {
    hint: 'Nothing was started. Correct the settings named above.',
  });

  function explain(issue: z.core.$ZodIssue): string[] {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        const guess = nearest(key, knownKeys(schema, issue.path));
        const suggestion = guess === undefined ? '' : `, did you mean "${guess}"?`;
        return `${placeOf(sources, path)}: key "${pathText(path)}" is unknown${suggestion}`;
      });
    }
    return [`${placeOf(sources, issue.path)}: key "${pathText(issue.path)}": ${issue.message}`];
  }
}

interface Sources {
  file: YamlFile | undefined;
  environment: EnvironmentTree;
  overrides: ConfigTree;
}

/** Where the value at a path comes from; a missing key belongs to its nearest ancestor's source. */
function placeOf(sources: Sources, path: ConfigPath): string {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    if (setsPath(sources.overrides, part)) return 'command line';
    if (setsPath(sources.environment.tree, part)) return sources.environment.variableOf(path);
    if (sources.file !== undefined && setsPath(sources.file.tree, part)) {
      return sources.file.placeOf(path);
    }
  }
  return sources.file?.placeOf(path) ?? 'configuration';
}

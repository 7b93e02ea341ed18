import { KeywardenError, toKeywardenError } from '@keywarden/contracts';
import { loadConfig } from '@keywarden/platform';
import {
  DEFAULT_LAYER,
  layerPolicies,
  type Policy,
  type PolicyLayer,
  type SitePolicy,
} from '@keywarden/signature';
import { filesAt, policyPlaces, type PolicyPlaces } from './files.js';
import { layerSchema } from './layer-schema.js';

/** The part of the detector's configuration that says which policy is in force. */
export interface PolicyConfig extends PolicyPlaces {
  readonly compat?: 'tracee' | undefined;
}

/**
 * The default policy with the site's layers over it, in the order of {@link policyPlaces}.
 *
 * @throws KeywardenError `KW_POLICY_INVALID`: every problem of every file, one a line, with file, line
 *   and column; or `KW_CONFIG_UNREADABLE`, `KW_CONFIG_SYNTAX` of the first file with such an error.
 */
export function loadPolicy(config: PolicyConfig): Policy {
  const policy = layerPolicies(loadLayers(policyPlaces(config).flatMap(filesAt)));
  return config.compat === undefined ? policy : { ...policy, compat: config.compat };
}

/**
 * The default layer and one layer per file, each under the name of its file.
 *
 * @throws KeywardenError as {@link loadPolicy}.
 */
export function loadLayers(files: readonly string[]): PolicyLayer[] {
  const layers: PolicyLayer[] = [DEFAULT_LAYER];
  const problems: KeywardenError[] = [];
  for (const file of files) {
    const policy = loadLayer(file, layers, problems);
    if (policy !== undefined) layers.push({ name: file, policy });
  }
  const [first] = problems;
  if (first === undefined) return layers;
  // A file that cannot be read as YAML at all has one error, with a place and a hint of its own.
  const broken = problems.find(({ code }) => code !== 'KW_CONFIG_INVALID');
  if (broken !== undefined) throw broken;
  const text = problems.map(({ message }) => message).join('\n');
  throw new KeywardenError('KW_POLICY_INVALID', text, {
    hint: 'The policy is not in force. docs/policy.md describes the file.',
  });
}

function loadLayer(
  file: string,
  below: readonly PolicyLayer[],
  problems: KeywardenError[],
): SitePolicy | undefined {
  try {
    return loadConfig({ schema: layerSchema(below), file, env: {} });
  } catch (thrown) {
    problems.push(toKeywardenError(thrown));
    return undefined;
  }
}

import { KeywardenError, toKeywardenError } from '@keywarden/contracts';
import { loadConfig } from '@keywarden/platform';
import { DEFAULT_POLICY, layerPolicy, sitePolicy, type Policy } from '@keywarden/signature';
import type { DetectorConfig } from './config.js';

/**
 * The default policy with the site's over it.
 *
 * @throws KeywardenError `KW_POLICY_INVALID`, every wrong key with file, line and column; or
 *   `KW_CONFIG_UNREADABLE`, `KW_CONFIG_SYNTAX`.
 */
export function loadPolicy(config: DetectorConfig): Policy {
  const { policy_file: file, compat } = config;
  const site = file === undefined ? DEFAULT_POLICY : layerPolicyFile(file);
  return compat === undefined ? site : { ...site, compat };
}

function layerPolicyFile(file: string): Policy {
  try {
    return layerPolicy(DEFAULT_POLICY, loadConfig({ schema: sitePolicy, file, env: {} }));
  } catch (thrown) {
    const error = toKeywardenError(thrown);
    if (error.code === 'KW_POLICY_INVALID') throw wrong(error, `${file}: ${error.where ?? ''}`);
    // The loader knows the place of every key, but not that this file is a policy.
    if (error.code === 'KW_CONFIG_INVALID') throw wrong(error, error.where);
    throw error;
  }
}

function wrong(cause: KeywardenError, where: string | undefined): KeywardenError {
  return new KeywardenError('KW_POLICY_INVALID', cause.message, {
    ...(where === undefined ? {} : { where }),
    hint: cause.hint ?? 'Nothing was started. docs/policy.md describes the file.',
  });
}

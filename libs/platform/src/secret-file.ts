import { readFileSync } from 'node:fs';
import { KeywardenError } from '@keywarden/contracts';

/**
 * Content of a small file named in the configuration (certificate, password), as text.
 *
 * @param key the configuration key that names the file, for the error
 * @throws KeywardenError `KW_CONFIG_INVALID` when it cannot be read
 */
export function readConfiguredFile(path: string, key: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_CONFIG_INVALID', `the file cannot be read: ${why}`, {
      where: key,
      hint: 'Name a file that the service account may read.',
      cause,
    });
  }
}

/** A secret from a file: its content without the line end that editors and `echo` add. */
export function readSecretFile(path: string, key: string): string {
  return readConfiguredFile(path, key).replace(/\r?\n$/, '');
}

import { readdirSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';
import { KeywardenError } from '@keywarden/contracts';

/** Where the layers of a policy lie, lowest first. */
export interface PolicyPlaces {
  readonly policy_file?: string | undefined;
  /** Paths; in the last component `*` stands for any part of a name. */
  readonly policy_files?: readonly string[] | undefined;
}

/** The places in the order in which they are layered: `policy_file` lies below `policy_files`. */
export function policyPlaces({ policy_file, policy_files = [] }: PolicyPlaces): string[] {
  return [...(policy_file === undefined ? [] : [policy_file]), ...policy_files];
}

/**
 * The files at a place. Those of a pattern come in the order of their names, byte by byte, and none
 * of them begins with a dot, so that the `..data` of a mounted ConfigMap is not one.
 *
 * @throws KeywardenError `KW_CONFIG_UNREADABLE` when the directory of a pattern cannot be read.
 */
export function filesAt(place: string): string[] {
  const pattern = basename(place);
  if (!pattern.includes('*')) return [place];
  const directory = dirname(place);
  const parts = pattern.split('*');
  return namesIn(directory, place)
    .filter((name) => !name.startsWith('.') && matches(name, parts))
    .toSorted()
    .map((name) => join(directory, name));
}

function namesIn(directory: string, place: string): string[] {
  try {
    return readdirSync(directory);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_CONFIG_UNREADABLE', why, {
      where: place,
      hint: 'Check the path in detector.policy_files and that this user may read it.',
      cause,
    });
  }
}

/** Whether a name consists of these parts in this order, with anything between them. */
function matches(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (name.length < first.length + last.length) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

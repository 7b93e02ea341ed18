import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Policy } from '@keywarden/signature';
import { filesAt } from './files.js';

/**
 * What changes when a file at one of these places is added, removed, replaced or written to. Links are
 * followed, so that the swap of a ConfigMap's `..data` is a change.
 */
export function fingerprint(places: readonly string[]): string {
  return places.flatMap(fingerprintOfPlace).join('\n');
}

function fingerprintOfPlace(place: string): string[] {
  try {
    return filesAt(place).map((file) => {
      const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
      return [file, dev, ino, size, mtimeNs].map(String).join(' ');
    });
  } catch (error) {
    return [`${place} ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Twelve hex digits that are the same for the same policy, to compare detectors by. */
export function policyDigest(policy: Policy): string {
  return createHash('sha256').update(JSON.stringify(policy)).digest('hex').slice(0, 12);
}

import { KeywardenError } from '@keywarden/contracts';
import { requireSecret, type SecretPlace } from './secret.js';

/** Shorter parts of a path are words such as `services`. */
const MIN_PART = 16;

/**
 * The address of a chat's incoming webhook, which is a secret itself: who knows it may post.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when it is missing or no http(s) URL; never shows it
 */
export function requireSecretUrl(place: SecretPlace): URL {
  const text = requireSecret(place).trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new KeywardenError('KW_CONFIG_INVALID', 'must be an http:// or https:// URL', {
    where: `${place.where}: ${place.name}`,
    hint: 'Copy the whole address that the chat shows for its webhook.',
  });
}

/** The parts of a secret address that an answer might repeat, as they are sent and decoded. */
export function secretsOf(url: URL): string[] {
  const { href, pathname, search, password, searchParams } = url;
  const parts = pathname.split('/').flatMap((part) => [part, decoded(part)]);
  const long = [...parts, ...searchParams.values()].filter((part) => part.length >= MIN_PART);
  return [href, pathname + search, pathname, password, ...long].filter((part) => part.length > 1);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

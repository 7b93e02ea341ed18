import { type Credential, CREDENTIAL_KINDS } from '@keywarden/contracts';

const CONTENT_RANK = ['private-key', 'kubeconfig', 'token', 'secret', 'public-certificate'];

/** Lower is worth more to a thief: what it holds first, then the order of the kinds. */
function rank({ content, kind }: Credential): number {
  const held = content === undefined ? CONTENT_RANK.length : CONTENT_RANK.indexOf(content);
  return held * CREDENTIAL_KINDS.length + CREDENTIAL_KINDS.indexOf(kind);
}

/** The most valuable of several credentials; undefined for none. */
export function bestOf(credentials: readonly Credential[]): Credential | undefined {
  return credentials.reduce<Credential | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  );
}

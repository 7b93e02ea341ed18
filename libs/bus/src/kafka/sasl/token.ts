/** A bearer token for SASL/OAUTHBEARER (RFC 7628). */
export interface Token {
  value: string;
  /** Until when the brokers take it, ms since the epoch. */
  expiresMs: number;
  /** Sent beside the token as SASL extensions. */
  extensions?: Readonly<Record<string, string>>;
}

export type TokenSource = () => Promise<Token>;

/**
 * A token is fetched anew when a fifth of its life is left, within these bounds, ms. The lower one:
 * kafkajs logs in again when a session has 10 s left, and brokers refuse to have that done again
 * within a second (KIP-368), which a token about to end would make it do.
 */
const LEAST_MARGIN_MS = 15_000;
const MOST_MARGIN_MS = 60_000;

/**
 * Keeps a token until shortly before its end. Connections that ask at the same time share one request.
 * When fetching fails and the old token is still good, that is used and the next caller tries again.
 *
 * @param nowMs wall clock, ms since the epoch
 */
export function cachedToken(fetchToken: TokenSource, nowMs: () => number = Date.now): TokenSource {
  let token: Token | undefined;
  let freshUntilMs = -Infinity;
  let running: Promise<Token> | undefined;

  const renew = async (): Promise<Token> => {
    const askedMs = nowMs();
    try {
      token = await fetchToken();
      const fifthMs = (token.expiresMs - askedMs) / 5;
      const marginMs = Math.min(MOST_MARGIN_MS, Math.max(LEAST_MARGIN_MS, fifthMs));
      freshUntilMs = token.expiresMs - marginMs;
      return token;
    } catch (error) {
      if (token !== undefined && nowMs() < token.expiresMs) return token;
      throw error;
    } finally {
      running = undefined;
    }
  };
  return () => {
    if (token !== undefined && nowMs() < freshUntilMs) return Promise.resolve(token);
    return (running ??= renew());
  };
}

import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { KeywardenError } from '@keywarden/contracts';
import type { Token } from './token.js';

export interface ClientCredentials {
  tokenEndpoint: URL;
  clientId: string;
  clientSecret: string;
  scope?: string;
  extensions?: Readonly<Record<string, string>>;
  /** PEM; absent: the system's authorities. */
  ca?: string;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;
const MAX_ERROR_TEXT = 200;
/** The life of a token whose endpoint does not tell (`expires_in` is optional), s. */
const DEFAULT_LIFE_S = 300;

/**
 * One OAuth 2.0 client credentials grant (RFC 6749 section 4.4), with the client in the Authorization
 * header (section 2.3.1). Redirects are not followed: the secret is for this address only.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE`; of the answer it has the status and the error of
 *   RFC 6749 section 5.2 and nothing else
 */
export async function fetchToken(
  credentials: ClientCredentials,
  nowMs: () => number = Date.now,
): Promise<Token> {
  const askedMs = nowMs();
  const { status, body } = await post(credentials).catch((cause: unknown) => {
    throw failure(credentials, cause instanceof Error ? cause.message : String(cause), cause);
  });
  const answer = parseObject(body);
  const { access_token: value, expires_in: lifeS } = answer;
  if (status !== 200) {
    throw failure(credentials, `HTTP ${String(status)}${oauthError(answer)}`);
  }
  // RFC 6750 section 2.1: anything else would end or change the SASL message.
  if (typeof value !== 'string' || !/^[A-Za-z0-9\-._~+/]+=*$/.test(value)) {
    throw failure(credentials, 'the answer has no access_token');
  }
  const life = typeof lifeS === 'number' && lifeS > 0 ? lifeS : DEFAULT_LIFE_S;
  const { extensions } = credentials;
  return {
    value,
    expiresMs: askedMs + life * 1_000,
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function post(credentials: ClientCredentials): Promise<{ status: number; body: string }> {
  const { tokenEndpoint, clientId, clientSecret, scope, ca } = credentials;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  const login = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  const options: RequestOptions & { ca?: string } = {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(login).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(ca === undefined ? {} : { ca }),
  };
  const request = tokenEndpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(tokenEndpoint, options, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_ANSWER_BYTES) sent.destroy(new Error('the answer is too long'));
        parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(form.toString());
  });
}

/** RFC 6749 appendix B, which RFC 6749 section 2.3.1 asks for in both halves of the header. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function oauthError({ error, error_description: description }: Record<string, unknown>): string {
  return [error, description]
    .filter((part) => typeof part === 'string')
    .map((part) => `: ${part.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_ERROR_TEXT)}`)
    .join('');
}

function failure({ tokenEndpoint }: ClientCredentials, message: string, cause?: unknown) {
  const { origin, pathname } = tokenEndpoint;
  return new KeywardenError('KW_BUS_UNREACHABLE', `no token for Kafka: ${message}`, {
    retryable: true,
    where: `${origin}${pathname}`,
    hint: 'Check kafka.sasl: token_endpoint, client_id, client_secret and scope.',
    cause,
  });
}

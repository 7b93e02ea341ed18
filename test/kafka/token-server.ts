import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenServer {
  readonly url: string;
  /** Forms that were posted, with the client of the Authorization header. */
  readonly grants: readonly { client: string; form: Record<string, string> }[];
  close(): Promise<void>;
}

const text = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A token endpoint (RFC 6749) that knows one client and issues unsecured JWTs, which a broker with
 * Kafka's unsecured validator takes. For tests only, as that validator is.
 */
export async function startTokenServer(client: string, lifeSeconds: number): Promise<TokenServer> {
  const grants: { client: string; form: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
      const given = Buffer.from(basic, 'base64').toString();
      response.setHeader('content-type', 'application/json');
      if (given !== client) {
        response.writeHead(401).end(JSON.stringify({ error: 'invalid_client' }));
        return;
      }
      const form = Object.fromEntries(new URLSearchParams(body));
      grants.push({ client: given, form });
      const iat = Math.floor(Date.now() / 1_000);
      const claims = { sub: 'collector', scope: form.scope ?? '', iat, exp: iat + lifeSeconds };
      const token = `${text({ alg: 'none' })}.${text(claims)}.`;
      response.end(JSON.stringify({ access_token: token, expires_in: lifeSeconds }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/token`,
    grants,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

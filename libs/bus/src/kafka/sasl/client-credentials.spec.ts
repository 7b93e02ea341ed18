import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchToken } from './client-credentials.js';

describe('fetchToken', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function ask(listener: RequestListener) {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    return fetchToken(
      {
        tokenEndpoint: new URL(`http://127.0.0.1:${String(port)}/token?tenant=a`),
        clientId: 'a b',
        clientSecret: 'p:w/ü',
        scope: 'kafka read',
      },
      () => 1_000,
    );
  }
  const answering = (status: number, body: string) =>
    ask((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
    });

  it('sends the client form-encoded in the header, and the grant in the body', async () => {
    let seen = '';
    let login = '';
    const token = await ask((request, response) => {
      login = request.headers.authorization ?? '';
      request.on('data', (part: Buffer) => (seen += part.toString()));
      request.on('end', () => response.end('{"access_token":"abc.def-_~+/==","expires_in":60}'));
    });
    expect(token).toEqual({ value: 'abc.def-_~+/==', expiresMs: 61_000 });
    expect(seen).toBe('grant_type=client_credentials&scope=kafka+read');
    expect(login).toBe(`Basic ${Buffer.from('a+b:p%3Aw%2F%C3%BC').toString('base64')}`);
  });

  it('takes five minutes for a token that does not tell its life', async () => {
    expect((await answering(200, '{"access_token":"t"}')).expiresMs).toBe(301_000);
  });

  it.each([
    [
      400,
      '{"error":"invalid_scope","error_description":"no\\u001b[31m"}',
      'invalid_scope: no?[31m',
    ],
    [401, 'secret page', 'HTTP 401'],
    [302, '', 'HTTP 302'],
    [200, '{"access_token":"a\\u0001auth=Bearer b"}', 'the answer has no access_token'],
    [200, '[]', 'the answer has no access_token'],
    [200, 'x'.repeat(70_000), 'the answer is too long'],
  ])('of HTTP %i says what is safe to say', async (status, body, message) => {
    const error: unknown = await answering(status, body).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'KW_BUS_UNREACHABLE', retryable: true });
    expect(String(error)).toContain(message);
    expect(String(error)).not.toMatch(/secret page|p:w|tenant/);
  });
});

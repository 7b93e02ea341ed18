import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KeywardenError } from '@keywarden/contracts';
import type { Health } from './health.js';
import type { Logger } from './logger.js';
import type { Telemetry } from './telemetry.js';

export interface HttpOptions {
  /** `HOST:PORT`; an empty host is loopback, port 0 any free one. */
  listen: string;
  health: Health;
  telemetry: Pick<Telemetry, 'metricsHandler'>;
  logger: Logger;
}

export interface HttpServer {
  /** Base URL, e.g. `http://127.0.0.1:9464`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process is alive), `/readyz` (503 while a component is down; the report as
 * JSON) and `/metrics` (Prometheus text).
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when the address cannot be bound
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port } = parseListen(options.listen);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (req, res) => {
    handle(options, req, res);
  });
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new KeywardenError('KW_CONFIG_INVALID', `cannot listen: ${cause.message}`, {
          where: `http.listen ${options.listen}`,
          hint: 'Choose a free port and an address of this host.',
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  const address = `http://${name}:${String(bound.port)}`;
  options.logger.info({ address }, 'serving /healthz, /readyz and /metrics');
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function parseListen(listen: string): { host: string; port: number } {
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host: host === '' ? '127.0.0.1' : host, port: Number(listen.slice(colon + 1)) };
}

function handle(options: HttpOptions, request: IncomingMessage, response: ServerResponse): void {
  const [path = '/'] = (request.url ?? '/').split('?');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  switch (path) {
    case '/healthz':
      sendJson(response, 200, { state: 'ok' });
      return;
    case '/readyz': {
      const report = options.health.report();
      sendJson(response, report.state === 'down' ? 503 : 200, report);
      return;
    }
    case '/metrics':
      options.telemetry.metricsHandler(request, response);
      return;
    default:
      sendJson(response, 404, { error: 'not found', paths: ['/healthz', '/readyz', '/metrics'] });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}

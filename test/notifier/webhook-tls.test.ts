import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { anAlert, deliverOne } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';

const never = new AbortController().signal;

describe('the webhook sink over TLS', () => {
  const folder = tempDir('tls');
  const certificate = join(folder, 'server.crt');
  let server: Server;
  let url: string;
  let bodies: number;

  beforeAll(async () => {
    const key = join(folder, 'server.key');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '2', '-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
    bodies = 0;
    server = createServer(
      { key: readFileSync(key), cert: readFileSync(certificate) },
      (request, response) => {
        bodies += 1;
        request.resume().on('end', () => response.end());
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function deliver(settings: object) {
    const [sink] = createSinks(sinksConfig.parse([{ type: 'webhook', url, ...settings }]));
    try {
      return await deliverOne(sink!, anAlert(), never);
    } finally {
      await sink!.close();
    }
  }

  it('trusts the configured authority', async () => {
    expect(await deliver({ ca_file: certificate })).toMatchObject({ outcome: 'delivered' });
    expect(bodies).toBe(1);
  });

  it('does not send an alert to a server it cannot verify', async () => {
    const result = await deliver({});
    expect(result).toMatchObject({ outcome: 'retry' });
    expect(JSON.stringify(result)).toContain('SELF_SIGNED');
    expect(bodies).toBe(1);
  });

  it('names the authority file that is missing', () => {
    const settings = { type: 'webhook', url, ca_file: '/nonexistent.pem' };
    expect(() => createSinks(sinksConfig.parse([settings]))).toThrow('ENOENT');
  });
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp.ts';

export interface Certificates {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly serverKey: string;
  readonly serverCert: string;
  readonly clientKey: string;
  readonly clientCert: string;
}

/** An authority, a certificate of 127.0.0.1 and localhost, and one of a client. */
export function makeCertificates(): Certificates {
  const folder = tempDir('pki');
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-x509', '-days', '2', '-subj', '/CN=test authority'];
  openssl('req', ...key, ...authority, '-keyout', at('ca.key'), '-out', at('ca.crt'));
  for (const [name, names] of [
    ['server', 'IP:127.0.0.1,DNS:localhost'],
    ['client', 'DNS:keywarden'],
  ] as const) {
    const [keyFile, request, extensions] = [
      at(`${name}.key`),
      at(`${name}.csr`),
      at(`${name}.ext`),
    ];
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', request);
    openssl(
      ...['x509', '-req', '-in', request, '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
      ...['-CAcreateserial', '-days', '2', '-extfile', extensions, '-out', at(`${name}.crt`)],
    );
  }
  return {
    ca: at('ca.crt'),
    serverKey: at('server.key'),
    serverCert: at('server.crt'),
    clientKey: at('client.key'),
    clientCert: at('client.crt'),
  };
}

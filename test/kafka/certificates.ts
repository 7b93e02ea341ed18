import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/process.ts';

/** PEM files in one folder: an authority, a broker for 127.0.0.1, a client, and a stranger's authority. */
export interface Certificates {
  readonly ca: string;
  readonly strangeCa: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** Key and certificate of the broker in one file, as Kafka's PEM key store wants them. */
  readonly brokerStore: string;
}

/** Makes certificates that are good for a day, with openssl. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  await authority(at('ca.pem'), at('ca.key'), 'keywarden-test');
  await authority(at('strange.pem'), at('strange.key'), 'stranger');
  await signed(at, 'broker', '/CN=broker', 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  await signed(at, 'client', '/CN=collector', 'extendedKeyUsage=clientAuth');
  const store = readFileSync(at('broker.key'), 'utf8') + readFileSync(at('broker.pem'), 'utf8');
  writeFileSync(at('broker-store.pem'), store);
  return {
    ca: at('ca.pem'),
    strangeCa: at('strange.pem'),
    clientCert: at('client.pem'),
    clientKey: at('client.key'),
    brokerStore: at('broker-store.pem'),
  };
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];

async function authority(cert: string, key: string, name: string): Promise<void> {
  await openssl('req', '-x509', ...KEY, '-keyout', key, '-out', cert, '-subj', `/CN=${name}`);
}

async function signed(
  at: (name: string) => string,
  name: string,
  subject: string,
  extension: string,
): Promise<void> {
  const ca = ['-CA', at('ca.pem'), '-CAkey', at('ca.key')];
  const out = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  await openssl('req', '-x509', ...KEY, ...ca, ...out, '-subj', subject, '-addext', extension);
}

async function openssl(...args: string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}:\n${stderr.join('\n')}`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../support/process.ts';

export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1 and localhost. */
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** A certificate authority and what it has signed, as PEM files in `folder`. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string) => join(folder, name);
  await openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test CA'],
    ...['-keyout', at('ca.key'), '-out', at('ca.pem')],
  );
  const signed = async (name: string) => {
    const cert = at(`${name}.pem`);
    const key = at(`${name}.key`);
    await openssl(
      ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', key, '-out', at(`${name}.csr`)],
    );
    await writeFile(at('ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    await openssl(
      ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
      ...['-CAcreateserial', '-days', '2', '-extfile', at('ext'), '-out', cert],
    );
    return { cert, key };
  };
  return { ca: at('ca.pem'), server: await signed('server'), client: await signed('client') };
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.join('\n')}`);
}

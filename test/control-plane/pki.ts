import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const OPENSSL = '/usr/bin/openssl';
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const VALIDITY = ['-days', '30'];

/** The PKI of a control plane, made and renewed by the real openssl as an administrator would. */
export class Pki {
  readonly folder: string;
  readonly #scratch: string;

  /** @param folder where certificates go; made if it is missing. @param scratch for requests. */
  constructor(folder: string, scratch: string) {
    this.folder = folder;
    this.#scratch = scratch;
    mkdirSync(join(folder, 'etcd'), { recursive: true });
    mkdirSync(scratch, { recursive: true });
  }

  key(name: string): string {
    return join(this.folder, `${name}.key`);
  }

  certificate(name: string): string {
    return join(this.folder, `${name}.crt`);
  }

  /** A certificate authority that signs itself. */
  async authority(name: string): Promise<void> {
    const files = ['-keyout', this.key(name), '-out', this.certificate(name)];
    await openssl(
      'req',
      '-x509',
      ...CURVE,
      ...VALIDITY,
      '-subj',
      `/CN=${name.replace('/', '-')}`,
      ...files,
    );
    chmodSync(this.key(name), 0o600);
  }

  /** The pair that signs tokens: the public half is read out of the private one. */
  async signingKey(): Promise<void> {
    await openssl('genrsa', '-out', this.key('sa'), '2048');
    await openssl('rsa', '-in', this.key('sa'), '-pubout', '-out', join(this.folder, 'sa.pub'));
  }

  /** A key and its certificate, for servers at 127.0.0.1 and for clients; renews one that is there. */
  async leaf(
    name: string,
    authority: string,
    subject = `/CN=${name.replace('/', '-')}`,
  ): Promise<void> {
    const request = join(this.#scratch, 'request.csr');
    const extensions = join(this.#scratch, 'extensions');
    writeFileSync(
      extensions,
      'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n',
    );
    await openssl('req', ...CURVE, '-subj', subject, '-keyout', this.key(name), '-out', request);
    const authorityFiles = ['-CA', this.certificate(authority), '-CAkey', this.key(authority)];
    const out = ['-out', this.certificate(name)];
    await openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...authorityFiles,
      ...VALIDITY,
      '-extfile',
      extensions,
      ...out,
    );
    rmSync(request);
  }

  /** `openssl req -nodes` to a PEM that holds key and certificate, as the kubelet keeps them. */
  async pem(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    const request = [
      'req',
      '-x509',
      ...CURVE,
      ...VALIDITY,
      '-subj',
      '/O=system:nodes/CN=system:node:lab',
      '-keyout',
      path,
    ];
    const certificate = join(this.#scratch, 'kubelet.crt');
    await openssl(...request, '-out', certificate);
    await execute('/bin/sh', ['-c', 'cat "$1" >> "$2"', 'sh', certificate, path]);
  }

  /** Who a certificate is for. */
  async subject(path: string): Promise<string> {
    return openssl('x509', '-in', path, '-noout', '-subject');
  }
}

async function openssl(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(OPENSSL, args);
  return stdout.trim();
}

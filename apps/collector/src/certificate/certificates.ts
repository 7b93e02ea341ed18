import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { Credential } from '@keywarden/contracts';
import type { Catalogue } from '../catalogue.js';
import { resolveNodePath, toHost } from '../watch/host-root.js';
import { identityKey, lookAt } from '../watch/identity.js';
import { type CertificateFacts, certificateOfKubeconfig, certificateOfPem } from './pem.js';

const MAX_CACHED = 4096;
/** A certificate file that is larger is none. */
const MAX_BYTES = 1024 * 1024;

/**
 * Finds the public certificate that belongs to a credential and says until when it is good: that is
 * how long a stolen key stays useful. Read again only when the file changed. The sensor does not
 * report this process's own reads.
 */
export class Certificates {
  readonly #cache = new Map<string, CertificateFacts | undefined>();

  constructor(
    private readonly hostRoot: string,
    private readonly catalogue: Pick<Catalogue, 'certificateFor'>,
  ) {}

  /** The credential with the certificate's facts, where there are any. */
  describe(credential: Credential): Credential {
    const source = this.catalogue.certificateFor(credential.canonical_path);
    if (source.in === 'none') return credential;
    const facts = this.#of(source.path, source.in);
    if (facts === undefined) return credential;
    return {
      ...credential,
      not_after: facts.notAfter,
      subject: facts.subject,
      fingerprint: facts.fingerprint,
    };
  }

  #of(nodePath: string, form: 'pem' | 'kubeconfig'): CertificateFacts | undefined {
    const resolved = resolveNodePath(this.hostRoot, nodePath);
    const hostPath = resolved === undefined ? undefined : toHost(this.hostRoot, resolved);
    const look = hostPath === undefined ? undefined : lookAt(hostPath);
    if (hostPath === undefined || look?.isFile !== true) return undefined;
    const key = `${identityKey(look)} ${String(look.modifiedNs)} ${form}`;
    if (this.#cache.has(key)) return this.#cache.get(key);
    const facts = this.#read(hostPath, nodePath, form);
    this.#cache.set(key, facts);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest);
    return facts;
  }

  #read(
    hostPath: string,
    nodePath: string,
    form: 'pem' | 'kubeconfig',
  ): CertificateFacts | undefined {
    const text = readText(hostPath);
    if (text === undefined) return undefined;
    if (form === 'pem') return certificateOfPem(text);
    const found = certificateOfKubeconfig(text);
    if (found === undefined) return undefined;
    if ('facts' in found) return found.facts;
    return this.#of(posix.resolve(posix.dirname(nodePath), found.file), 'pem');
  }
}

function readText(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_BYTES ? undefined : bytes.toString('latin1');
  } catch {
    return undefined;
  }
}

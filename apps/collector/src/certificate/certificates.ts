import { posix } from 'node:path';
import type { Credential, CredentialContent } from '@keywarden/contracts';
import { contentOfText, reachOf } from '@keywarden/credentials';
import type { Catalogue } from '../catalogue.js';
import { statedFile, TextFacts } from './node-files.js';
import { type CertificateFacts, certificateOfKubeconfig, certificateOfPem } from './pem.js';

type KubeconfigFacts = ReturnType<typeof certificateOfKubeconfig>;

const PERMISSIONS = 0o7777n;

/**
 * Completes a credential by what its file and the public certificate that belongs to it say: until
 * when it is good (that is how long a stolen key stays useful), for whom, who may read it, and what it
 * holds when that is more than its name says. Read again only when a file changed; no byte of a key
 * is kept. The sensor does not report this process's own reads.
 */
export class Certificates {
  readonly #contents = new TextFacts<CredentialContent | undefined>();
  readonly #pem = new TextFacts<CertificateFacts | undefined>();
  readonly #kubeconfigs = new TextFacts<KubeconfigFacts>();

  constructor(
    private readonly hostRoot: string,
    private readonly catalogue: Pick<Catalogue, 'certificateFor'>,
  ) {}

  /** The credential with the facts of its file and of its certificate, where there are any. */
  describe(credential: Credential): Credential {
    return this.#withCertificate(this.#withFile(credential));
  }

  #withFile(credential: Credential): Credential {
    const file = statedFile(this.hostRoot, credential.canonical_path);
    if (file === undefined) return credential;
    const content = this.#contents.of(
      file,
      (text) => contentOfText(text, credential.content),
      credential.content,
      credential.content,
    );
    return {
      ...credential,
      ...(content === undefined ? {} : { content }),
      mode: Number(file.stats.mode & PERMISSIONS),
      owner_uid: Number(file.stats.uid),
      owner_gid: Number(file.stats.gid),
    };
  }

  #withCertificate(credential: Credential): Credential {
    const source = this.catalogue.certificateFor(credential.canonical_path);
    if (source.in === 'none') return credential;
    const facts = source.in === 'pem' ? this.#ofPem(source.path) : this.#ofKubeconfig(source.path);
    if (facts === undefined) return credential;
    const { notAfter, subject, issuer, fingerprint } = facts;
    return {
      ...credential,
      ...purposeOf(credential, facts),
      not_after: notAfter,
      subject,
      issuer,
      fingerprint,
    };
  }

  #ofPem(nodePath: string): CertificateFacts | undefined {
    const file = statedFile(this.hostRoot, nodePath);
    return file === undefined ? undefined : this.#pem.of(file, certificateOfPem, undefined);
  }

  #ofKubeconfig(nodePath: string): CertificateFacts | undefined {
    const file = statedFile(this.hostRoot, nodePath);
    if (file === undefined) return undefined;
    const found = this.#kubeconfigs.of(file, certificateOfKubeconfig, undefined);
    if (found === undefined) return undefined;
    if ('facts' in found) return found.facts;
    return this.#ofPem(posix.resolve(posix.dirname(nodePath), found.file));
  }
}

/** The certificate says what a credential is for where the catalogue only knows the place. */
function purposeOf(
  { kind, distribution }: Credential,
  facts: CertificateFacts,
): Pick<Credential, 'kind' | 'reach'> | undefined {
  const isUnsure = kind === 'other' || distribution === 'discovered';
  if (!isUnsure || facts.kind === undefined || facts.kind === kind) return undefined;
  return { kind: facts.kind, reach: reachOf(facts.kind) };
}

import type { Credential } from '@keywarden/contracts';
import type { FileDeed } from '../facts.js';
import { known, knownOrNothing, type JsonObject } from '../json.js';
import { baseName, text } from '../text.js';

/**
 * `file.*` of a deed. `path` is the name that was there before; ECS has no field for the other name of a
 * rename or a hard link, which is `keywarden.new_path`.
 */
export function ecsFile(deed: FileDeed, credential: Credential | undefined): JsonObject {
  const directory = deed.path.slice(0, deed.path.lastIndexOf('/'));
  const { mode, owner_uid: uid, owner_gid: gid } = credential ?? {};
  return known({
    path: text(deed.path),
    name: text(baseName(deed.path)),
    directory: directory === '' ? undefined : text(directory),
    type: deed.verb === 'attach' ? undefined : 'file',
    device: deed.device === undefined ? undefined : String(deed.device),
    inode: deed.inode === undefined ? undefined : String(deed.inode),
    mode: mode === undefined ? undefined : (mode & 0o7777).toString(8).padStart(4, '0'),
    uid: uid === undefined ? undefined : String(uid),
    gid: gid === undefined ? undefined : String(gid),
    x509: credential === undefined ? undefined : certificate(credential),
  });
}

function certificate({ not_after, subject, issuer }: Credential): JsonObject | undefined {
  return knownOrNothing({
    not_after: not_after === undefined ? undefined : text(not_after),
    subject: subject === undefined ? undefined : { distinguished_name: text(subject) },
    issuer: issuer === undefined ? undefined : { distinguished_name: text(issuer) },
  });
}

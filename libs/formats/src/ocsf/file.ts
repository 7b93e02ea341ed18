import type { Executable } from '@keywarden/contracts';
import type { Credential } from '@keywarden/contracts';
import type { FileDeed } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { baseName, text } from '../text.js';

const REGULAR = 1;
const EXECUTABLE = 8;
const OTHER = 99;

/** The file of a deed under its first name, with what the catalogue says of it. */
export function ocsfFile(deed: FileDeed, credential: Credential | undefined): JsonObject {
  return known({
    ...named(deed.path, deed.verb === 'attach' ? OTHER : REGULAR),
    type: deed.verb === 'attach' ? 'Process Memory' : undefined,
    uid: fileUid(deed),
    owner: credential?.owner_uid === undefined ? undefined : { uid: String(credential.owner_uid) },
    tags: credential === undefined ? undefined : credentialTags(credential),
  });
}

/** The same file under its second name, of a rename or a link. */
export function ocsfFileResult(deed: FileDeed): JsonObject | undefined {
  if (deed.newPath === undefined) return undefined;
  return known({ ...named(deed.newPath, REGULAR), uid: fileUid(deed) });
}

/** The file that a process runs. */
export function ocsfExecutable(exe: Executable): JsonObject {
  return known({
    ...named(exe.path, EXECUTABLE),
    uid: fileUid(exe),
    is_deleted: exe.deleted,
    owner: exe.owner_uid === undefined ? undefined : { uid: String(exe.owner_uid) },
  });
}

function named(path: string, typeId: number): JsonObject {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return known({
    name: text(baseName(path)),
    path: text(path),
    parent_folder: parent === '' ? undefined : text(parent),
    type_id: typeId,
  });
}

/** Device and inode, which name a file whatever it is called. */
function fileUid({ device, inode }: Pick<FileDeed, 'device' | 'inode'> | Executable) {
  return device === undefined || inode === undefined
    ? undefined
    : `${String(device)}:${String(inode)}`;
}

function credentialTags(credential: Credential): JsonObject[] {
  const { kind, content, reach, distribution } = credential;
  return Object.entries({ kind, content, reach, distribution }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `credential_${name}`, value: text(value) }],
  );
}

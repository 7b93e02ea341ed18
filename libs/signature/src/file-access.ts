import type { Credential } from '@keywarden/contracts';
import { shellQuote } from './shell-quote.js';

const GROUP = 0o070;
const OTHERS = 0o007;
const GROUP_READ = 0o040;
const OTHERS_READ = 0o004;

/** What to do about the permissions of the file, and who can read it now besides root. */
export function fileAccess(credential: Credential): string {
  const { mode, canonical_path } = credential;
  const path = shellQuote(canonical_path);
  if (mode === undefined) return `chmod 600 ${path} && chown root:root ${path}`;
  const bits = `mode ${(mode & 0o7777).toString(8).padStart(4, '0')}`;
  const who = `${bits}: ${readers(credential, mode)}`;
  const isTooWide = credential.content !== 'public-certificate' && (mode & (GROUP | OTHERS)) !== 0;
  return isTooWide ? `chmod go-rwx ${path}  # ${who}` : `ls -l ${path}  # ${who}`;
}

function readers({ owner_uid, owner_gid }: Credential, mode: number): string {
  if ((mode & OTHERS_READ) !== 0) return 'every user of the node can read it';
  const list = [
    ...(owner_uid === undefined || owner_uid === 0 ? [] : [`uid ${String(owner_uid)}`]),
    ...((mode & GROUP_READ) === 0 ? [] : [`group ${String(owner_gid ?? 'unknown')}`]),
  ];
  return list.length === 0 ? 'only root can read it' : `${list.join(' and ')} can read it`;
}

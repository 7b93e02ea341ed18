import type { CredentialEvent } from '@keywarden/contracts';
import type { AccessWay } from '../policy/schema.js';

/** The way in which an event takes a credential. */
export function wayOf(event: CredentialEvent): AccessWay {
  switch (event.name) {
    case 'security_file_open':
    case 'security_file_receive':
      return 'open';
    case 'security_ptrace_access_check':
      return 'memory';
    case 'security_inode_rename':
      return 'rename';
    case 'security_inode_link':
      return 'link';
  }
}

import type { SignatureMetadata } from '@keywarden/contracts';

/** What every TRC-1018 alert says of the signature. */
export const TRC_1018: SignatureMetadata = {
  id: 'TRC-1018',
  name: 'k8s_cert_theft',
  version: 1,
  severity: 3,
  category: 'credential-access',
  technique: 'Steal Application Access Token',
  mitre_id: 'attack-pattern--890c9858-598c-401d-a4d5-c67ebcdd703a',
  mitre_external_ids: ['T1528'],
  event_sets: ['signatures', 'default'],
  depends_on: ['security_file_open', 'security_inode_rename'],
};

/** ATT&CK T1552.004 (Private Keys) is added where the file is a private key. */
export const PRIVATE_KEYS_TECHNIQUE = 'T1552.004';

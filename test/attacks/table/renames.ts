import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, EVERYWHERE, OPEN, type Place, RENAME, inKernel } from '../scenario.ts';

const TRC_1018 = 'Tracee TRC-1018 k8s_cert_theft';
const NOREPLACE = '1';
const EXCHANGE = '2';

const decoy = (at: Place): string => join(at.tmp, 'notes.txt');
const makeDecoy = (at: Place): void => {
  writeFileSync(decoy(at), 'nothing\n');
};

function renaming(row: Pick<Attack, 'id' | 'technique' | 'args'> & Partial<Attack>): Attack {
  return {
    source: TRC_1018,
    program: 'rename',
    events: RENAME,
    evasions: [],
    seen: EVERYWHERE,
    ...row,
  };
}

/** The key under another name, or another file under the key's. */
export const renameAttacks: readonly Attack[] = [
  renaming({
    id: 'rename-out',
    technique: 'renamed out of the directory',
    args: (at) => ['0', at.key, decoy(at)],
  }),
  renaming({
    id: 'rename-out-read',
    technique: 'renamed out of the directory, then read',
    args: (at) => ['0', at.key, decoy(at), decoy(at)],
    events: OPEN,
    evasions: ['renamed'],
  }),
  renaming({
    id: 'rename-into',
    technique: 'a file of the attacker replaces the key',
    source: 'Tracee TRC-1018 looks at the old path only',
    prepare: makeDecoy,
    args: (at) => ['0', decoy(at), at.key],
  }),
  renaming({
    id: 'rename-new-into',
    technique: 'a file of the attacker arrives beside the keys',
    source: 'Tracee TRC-1018 looks at the old path only',
    prepare: makeDecoy,
    args: (at) => ['0', decoy(at), join(at.pki, 'front-proxy-ca.key')],
    credential: /\/front-proxy-ca\.key$/,
  }),
  renaming({
    id: 'rename-noreplace',
    technique: 'renameat2(2) RENAME_NOREPLACE out of the directory',
    source: 'renameat2(2)',
    args: (at) => [NOREPLACE, at.key, decoy(at)],
  }),
  renaming({
    id: 'exchange',
    technique: 'exchanged with an innocent file, that one named first',
    source: 'renameat2(2) RENAME_EXCHANGE',
    prepare: makeDecoy,
    args: (at) => [EXCHANGE, decoy(at), at.key],
    evasions: ['exchange_rename'],
  }),
  renaming({
    id: 'exchange-read',
    technique: "exchanged with an innocent file, then read by that one's name",
    source: 'renameat2(2) RENAME_EXCHANGE',
    prepare: makeDecoy,
    args: (at) => [EXCHANGE, decoy(at), at.key, decoy(at)],
    events: OPEN,
    evasions: ['exchange_rename|renamed'],
    also: ['renamed', 'exchange_rename'],
  }),
  renaming({
    id: 'rename-parent',
    technique: 'the directory of the key renamed',
    source: 'Tracee TRC-1018 matches a prefix of the path',
    args: (at) => ['0', at.pki, join(at.tmp, 'backup')],
    credential: /\/pki\/rename-parent(\/|$)/,
  }),
  renaming({
    id: 'rename-parent-read',
    technique: 'the directory of the key renamed, then the key read below its new name',
    source: 'Tracee TRC-1018 matches a prefix of the path',
    args: (at) => ['0', at.pki, join(at.tmp, 'backup'), join(at.tmp, 'backup/ca.key')],
    events: OPEN,
    evasions: ['renamed_parent'],
    also: ['renamed'],
  }),
  renaming({
    id: 'rename-relative',
    technique: 'renameat(2) with a working directory and a descriptor',
    source: 'rename(2)',
    program: 'rename_relative',
    args: (at) => [at.pki, 'ca.key', at.tmp, 'notes.txt'],
  }),
  renaming({
    id: 'rename-uring',
    technique: 'renamed by IORING_OP_RENAMEAT',
    source: 'ARMO "Curing" rootkit proof of concept, 2025',
    program: 'uring_move',
    args: (at) => ['rename', at.key, decoy(at)],
    evasions: ['io_uring'],
    seen: inKernel(
      'the completion of the request tells no names; the file is known by its identity under the new one',
    ),
  }),
];

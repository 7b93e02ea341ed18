import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Attack, EVERYWHERE, OPEN, type Place } from '../scenario.ts';

/** Of the longest path that a system call takes: 4,096 bytes with the NUL. */
const LONG_PATH = 4_000;
const LONGEST_NAME = 255;

function put(path: string | Buffer): void {
  writeFileSync(path, 'not a key\n', { mode: 0o600 });
}

/** A key below directories of the same name. */
function below(name: string, depth: (at: Place) => number): (at: Place) => string {
  return (at) => join(at.pki, ...Array.from({ length: depth(at) }, () => name), 'ca.key');
}

function makeTree(path: (at: Place) => string): (at: Place) => void {
  return (at) => {
    mkdirSync(dirname(path(at)), { recursive: true });
    put(path(at));
  };
}

const WIDE = 'w'.repeat(200);
const longPath = below(WIDE, (at) => Math.floor((LONG_PATH - at.pki.length) / (WIDE.length + 1)));
const components25 = below('d', () => 25);
const components300 = below('d', () => 300);
const longName = (at: Place): string => join(at.pki, `${'k'.repeat(LONGEST_NAME - 4)}.key`);

/** Names that an argument or a line of text cannot carry. */
const HOSTILE = ['a\n\u001b[31m', '$(reboot)', '"}],"x":"', 'b\\'].map((name) => Buffer.from(name));
const INVALID_UTF8 = Buffer.from([0xff, 0xfe, 0xc3]);

function limit(row: Pick<Attack, 'id' | 'technique' | 'args'> & Partial<Attack>): Attack {
  return {
    source: 'path_resolution(7), limits',
    program: 'read',
    events: OPEN,
    credential: /\.key$/,
    evasions: [],
    seen: EVERYWHERE,
    ...row,
  };
}

/** At the edge of what names, paths and time allow. */
export const limitAttacks: readonly Attack[] = [
  limit({
    id: 'path-4000',
    technique: 'a path of 4,000 bytes',
    prepare: makeTree(longPath),
    args: (at) => [longPath(at)],
  }),
  limit({
    id: 'path-25-components',
    technique: 'more than 20 components',
    source: 'Tracee MAX_PATH_COMPONENTS 20',
    prepare: makeTree(components25),
    args: (at) => [components25(at)],
  }),
  limit({
    id: 'path-300-deep',
    technique: '300 directories deep',
    prepare: makeTree(components300),
    args: (at) => [components300(at)],
  }),
  limit({
    id: 'path-2100-deep',
    technique: '2,100 directories deep: longer than any path',
    program: 'deep',
    args: (at) => ['2100', at.pki],
    credential: 'any',
  }),
  limit({
    id: 'name-255',
    technique: 'a name of 255 bytes',
    prepare: (at) => {
      put(longName(at));
    },
    args: (at) => [longName(at)],
  }),
  limit({
    id: 'name-hostile',
    technique: 'names with newlines, escapes, quotes and invalid UTF-8',
    source: 'CWE-117 Improper Output Neutralization for Logs',
    program: 'open_listed',
    prepare: (at) => {
      mkdirSync(join(at.pki, 'names'));
      for (const name of [...HOSTILE, INVALID_UTF8]) {
        put(Buffer.concat([Buffer.from(`${at.pki}/names/`), name, Buffer.from('.key')]));
      }
    },
    args: (at) => [join(at.pki, 'names')],
    count: HOSTILE.length + 1,
  }),
  limit({
    id: 'create-read',
    technique: 'a key created and read at once',
    source: 'kubeadm certs renew; falco issue 1111 (time of check)',
    program: 'create_read',
    args: (at) => [join(at.pki, 'front-proxy-ca.key')],
  }),
  limit({
    id: 'replace-read',
    technique: 'a key replaced atomically and read at once',
    source: 'client-go certificate_store.go',
    program: 'replace_read',
    args: (at) => [at.key, join(at.tmp, 'new')],
  }),
  limit({
    id: 'recreate-read',
    technique: 'a key removed, made again with the same inode number, and read',
    source: 'ext4 hands a freed inode number out again',
    program: 'recreate_read',
    args: (at) => [at.key],
  }),
  limit({
    id: 'flash',
    technique: 'an orphan that opens the key and is killed in the same breath',
    source: 'short-lived processes, falco issue 2700',
    program: 'flash',
    args: (at) => [at.key],
  }),
  limit({
    id: 'threads-50',
    technique: '50 threads at once',
    program: 'thread',
    args: (at) => ['50', at.key],
    count: 50,
  }),
];

import { execFile } from 'node:child_process';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ScratchCredentials } from './scratch-credentials.js';

const execute = promisify(execFile);

/** One harmless theft, and how its alert is recognised. */
export interface Theft {
  /** What a person reads before it happens. */
  story: string;
  /** Name of the event that the alert must carry. */
  event: 'security_file_open' | 'security_inode_rename';
  /** An evasion that the alert must name. */
  evasion?: string;
  commit(credentials: ScratchCredentials): Promise<void>;
}

/** Where `cat` is, on merged and unmerged /usr. */
const CAT = '/bin/cat';

export const THEFTS: readonly Theft[] = [
  {
    story: 'a shell reads a private key with cat',
    event: 'security_file_open',
    async commit({ key }) {
      await execute('/bin/sh', ['-c', 'cat "$1" > /dev/null; true', 'sh', key]);
    },
  },
  {
    story: 'a copy of cat that calls itself kubelet reads the key',
    event: 'security_file_open',
    evasion: 'comm_spoof',
    async commit({ key, workspace }) {
      const spoof = join(workspace, 'kubelet');
      await copyFile(CAT, spoof);
      await chmod(spoof, 0o755);
      await execute(spoof, [key]);
      await rm(spoof);
    },
  },
  {
    story: 'the key is moved away',
    event: 'security_inode_rename',
    async commit({ key, workspace }) {
      await execute('/bin/mv', [key, join(workspace, 'stolen.key')]);
    },
  },
];

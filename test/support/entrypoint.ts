import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from './paths.ts';

export type ServiceTarget = 'collector' | 'detector' | 'notifier';

/** The container file, with continuation lines joined. */
export const dockerfile = readFileSync(
  join(repositoryRoot, 'deploy/container/Dockerfile'),
  'utf8',
).replaceAll('\\\n', ' ');

/** What the container of a service starts, as written: `node`, its options, the program. */
export function entrypoint(target: ServiceTarget): string[] {
  const [, stage = ''] = dockerfile.split(new RegExp(`^FROM \\S+ AS ${target}$`, 'm'));
  const json = /^ENTRYPOINT (.+)$/m.exec(stage)?.[1];
  if (json === undefined) throw new Error(`the container file starts nothing for ${target}`);
  return JSON.parse(json) as string[];
}

/** The same to be started here: the Node that npm installed, and this repository's programs. */
export function localEntrypoint(target: ServiceTarget): { command: string; args: string[] } {
  const args = entrypoint(target).slice(1);
  const program = args.pop() ?? '';
  return { command: nodeBinary, args: [...args, join(repositoryRoot, program)] };
}

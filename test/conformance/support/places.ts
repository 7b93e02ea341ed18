import type { CredentialKind } from '@keywarden/contracts';
import type { Case } from './case.ts';
import { typed } from './chains.ts';
import type { Reader } from './reader.ts';

/** Path, kind (`any` where one glob of the facts means several), whether it is secret, and the names of its legitimate readers. */
export type PlaceRow = readonly [
  path: string,
  kind: CredentialKind | 'any',
  content: 'secret' | 'public',
  readers: string,
];

/** Where a distribution keeps its credentials, and who reads them there. */
export interface Distribution {
  readonly name: string;
  readonly readers: Readonly<Record<string, Reader>>;
  readonly places: readonly PlaceRow[];
}

const FACT = 'credential-locations';
const CAT = typed('/usr/bin/cat');

/** Each place with each of its readers, and with one who has no business there. */
export function casesOf({ name, readers, places }: Distribution): Case[] {
  return places.flatMap(([path, kind, content, list]): Case[] => {
    const shared = { path, ...(kind === 'any' ? {} : { kind }), fact: `${FACT}: ${name}` };
    const isSecret = content === 'secret';
    const ids = list.split(' ').filter((id) => id !== '');
    // Who reads a public certificate is never asked, so that one of them is enough.
    const legitimate = (isSecret ? ids : ids.slice(0, 1)).map((id): Case => {
      const reader = readers[id];
      if (reader === undefined) throw new TypeError(`${name} has no reader "${id}"`);
      const expected = isSecret ? 'allowed' : 'public-certificate';
      return { ...shared, title: `${name}: ${id} reads ${path}`, reader, expected };
    });
    const theft: Case = {
      ...shared,
      title: `${name}: cat at a terminal reads ${path}`,
      reader: CAT,
      expected: isSecret ? 'alert' : 'public-certificate',
    };
    return [...legitimate, theft];
  });
}

import {
  CREDENTIAL_CONTENTS,
  CREDENTIAL_KINDS,
  type CredentialContent,
  type CredentialKind,
  type CredentialReach,
} from '@keywarden/contracts';
import type { CatalogueEntry } from './entry.js';
import { reachOf } from './reach.js';

/** What a line may add where the place is not as its kind says. */
const REACH_FLAGS: Readonly<Record<string, CredentialReach>> = {
  'reach:node': 'node',
  'reach:namespace': 'namespace',
  'reach:cluster': 'cluster',
};

const FLAGS: readonly string[] = ['in-container', 'unverified', ...Object.keys(REACH_FLAGS)];

/**
 * Reads the locations of a distribution from a table: by source, one line each of `KIND CONTENT GLOB`
 * and, where they hold, `in-container`, `unverified`, and `reach:…` when it is not that of the kind.
 *
 * @throws TypeError naming the line, for a table that is written wrongly
 */
export function table(
  distribution: string,
  bySource: Readonly<Record<string, string>>,
): CatalogueEntry[] {
  return Object.entries(bySource).flatMap(([source, lines]) =>
    lines
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => parseLine(line, distribution, source)),
  );
}

function parseLine(line: string, distribution: string, source: string): CatalogueEntry {
  const [kind = '', content = '', glob = '', ...flags] = line.trim().split(/\s+/);
  if (!isKind(kind)) throw new TypeError(`${distribution}: unknown kind in "${line}"`);
  if (!isContent(content)) throw new TypeError(`${distribution}: unknown content in "${line}"`);
  if (!glob.startsWith('/')) throw new TypeError(`${distribution}: no absolute path in "${line}"`);
  const unknown = flags.find((flag) => !FLAGS.includes(flag));
  if (unknown !== undefined) throw new TypeError(`${distribution}: unknown flag in "${line}"`);
  return {
    distribution,
    kind,
    content,
    reach: flags.flatMap((flag) => REACH_FLAGS[flag] ?? [])[0] ?? reachOf(kind),
    glob,
    inContainer: flags.includes('in-container'),
    verified: !flags.includes('unverified'),
    source,
  };
}

function isKind(text: string): text is CredentialKind {
  return (CREDENTIAL_KINDS as readonly string[]).includes(text);
}

function isContent(text: string): text is CredentialContent {
  return (CREDENTIAL_CONTENTS as readonly string[]).includes(text);
}

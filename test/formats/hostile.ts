import { alert, type Alert } from '@keywarden/contracts';
import fc from 'fast-check';
import { alerts } from './samples.ts';

/** What breaks parsers: delimiters of every format here, controls, half of a pair, look-alikes. */
const PIECES = [
  '|',
  '=',
  '\\',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '"',
  "'",
  ']',
  '[',
  '{',
  '}',
  '<',
  '>',
  '&',
  ';',
  ',',
  ':',
  '%',
  '%0a',
  '$(id)',
  '`',
  ' ',
  '  ',
  '/',
  '..',
  '#000',
  'CEF:0|a|b|',
  ' act=blocked',
  ' msg=',
  '\\n',
  '\\=',
  '"] [x@1 a="',
  '\u0000',
  '\u0007',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ufffd',
  '\ufffe',
  '\ud800',
  '\udfff',
  '\ud83d\ude00',
  'é',
  '漢',
  'a',
  'ca.key',
  '0',
  '__proto__',
  'constructor',
  'null',
];

/** Any text that a process may choose, among it very long ones. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((all) => all.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.nat(0xffff), { maxLength: 20 })
      .map((all) => String.fromCharCode(...all)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...PIECES).map((piece) => piece.repeat(5_000)) },
);

/** Fields whose values the contract or the detector fixes. */
const FIXED = new Set([
  'schema',
  'name',
  'backend',
  'time',
  'kind',
  'content',
  'reach',
  'path_state',
  'mode',
  'confidence',
  'lineage_source',
  'entry_point',
  'stage',
  'outcome',
  'capabilities',
  'device',
  'inode',
  'state',
  'opened_at',
  'exited_at',
  'created_at',
  'not_after',
  'blind_since',
  'losing_since',
  'category',
  'mitre_external_ids',
  'address',
]);
/** Made by the detector or the collector, which leave none of them empty. */
const NEVER_EMPTY = new Set(['node', 'boot_id', 'id', 'incident_id']);
/** `name` is fixed in an event and free everywhere else. */
const FREE_NAMES = new Set(['pod', 'container', 'signature']);

/** Alerts of every kind in which all text that is free is hostile. */
export const hostileAlert: fc.Arbitrary<Alert> = fc
  .tuple(fc.constantFrom(...Object.values(alerts)), fc.infiniteStream(hostileText))
  .map(([base, stream]) => {
    const next = (): string => stream.next().value;
    return alert.parse(replaced(base, next, '', ''));
  });

/** The same batch each time, for programs that take a whole batch at once. */
export function hostileBatch(size: number): Alert[] {
  return fc.sample(hostileAlert, { numRuns: size, seed: 1018 });
}

function replaced(value: unknown, next: () => string, key: string, parent: string): unknown {
  if (typeof value === 'string') {
    const isFixed = FIXED.has(key) && !(key === 'name' && FREE_NAMES.has(parent));
    return isFixed ? value : `${NEVER_EMPTY.has(key) ? 'n' : ''}${next()}`.slice(0, limit(key));
  }
  if (Array.isArray(value)) {
    return FIXED.has(key) ? value : value.map((part) => replaced(part, next, '', key));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      key === 'labels' ? next() : name,
      replaced(part, next, key === 'labels' ? '' : name, key),
    ]),
  );
}

function limit(key: string): number {
  return key === 'node' ? 253 : key === 'boot_id' ? 64 : Number.MAX_SAFE_INTEGER;
}

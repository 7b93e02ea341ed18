import { rows, type Case } from '../../support/case.ts';
import { pod } from '../../support/chains.ts';
import type { Place } from '../../support/reader.ts';
import { GIVEN_TOKEN, ownToken, SEEN_TOKEN, tokenOf, VICTIM } from '../../support/volumes.ts';

export const PKI = '/etc/kubernetes/pki';
export const CA_KEY = `${PKI}/ca.key`;

/** A pod that somebody got into. */
export const APP: Place = {
  image: 'registry.example/shop/web:1.4',
  namespace: 'shop',
  pod: 'web-7d9f',
};

/** A pod that an attacker made (badPods). */
export const EVIL: Place = {
  image: 'docker.io/library/ubuntu:24.04',
  namespace: 'default',
  pod: 'everything-allowed',
  hostMounts: ['/'],
};

/** The token of `APP`, by its own name. */
export const OWN_TOKEN = {
  path: ownToken(pod('/app/server', APP)),
  seenAs: SEEN_TOKEN,
  given: GIVEN_TOKEN,
};

export const NODE_LOOT = [CA_KEY, `${PKI}/sa.key`, '/etc/kubernetes/admin.conf', tokenOf(VICTIM)];

/** Rows of one attack of facts section 6. */
export function attack(number: number, list: readonly Partial<Case>[]): Case[] {
  return rows({ expected: 'alert', fact: `6.${String(number)}` }, list);
}

/** One reader over several files. */
export function reads(
  reader: Case['reader'],
  paths: readonly string[],
  how: string,
  more: Partial<Case> = {},
): Partial<Case>[] {
  return paths.map((path) => ({ title: `${how}: ${path}`, path, reader, ...more }));
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toStix } from '@keywarden/formats';
import { describe, expect, it } from 'vitest';
import { askPython, ensurePython } from '../support/python.ts';
import { hostileBatch } from './hostile.ts';
import { alerts } from './samples.ts';

/** The validator of OASIS and the library of its technical committee. */
const found = await ensurePython(['stix2-validator==3.3.2', 'stix2==3.0.2']);
const script = join(fileURLToPath(import.meta.url), '../stix-check.py');

async function faults(bundles: readonly unknown[]): Promise<string[][]> {
  return askPython<string[]>(found.path ?? '', script, bundles);
}

describe.skipIf(found.missing !== undefined)(`STIX 2.1 ${found.missing ?? ''}`, () => {
  it('takes a bundle of every kind of alert, with the ids that STIX computes', async () => {
    const bundles = Object.values(alerts).map((alert) => toStix(alert));
    expect(await faults(bundles)).toEqual(bundles.map(() => []));
  });

  it('takes hostile text', async () => {
    const bundles = hostileBatch(40).map((alert) => toStix(alert));
    expect(await faults(bundles)).toEqual(bundles.map(() => []));
  });

  it('refuses a sighting of nothing, and an id that is not computed so', async () => {
    const bundle = JSON.stringify(toStix(alerts['open']!));
    const [nothing, other] = await faults([
      JSON.parse(bundle.replaceAll('"sighting_of_ref":', '"x_ref":')),
      JSON.parse(bundle.replaceAll('"ca.key"', '"ca.crt"')),
    ]);
    expect(String(nothing)).toContain('sighting_of_ref');
    expect(String(other)).toContain(' should be ');
  });
});

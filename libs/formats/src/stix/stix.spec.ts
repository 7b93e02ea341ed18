import { anAlert, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toStix } from '../index.js';

type Objects = { type: string; id: string; name?: string; [key: string]: unknown }[];

function objects(alert = anAlert()): Objects {
  return toStix(alert).objects as Objects;
}

describe('toStix', () => {
  it('sights each technique on the node', () => {
    const all = objects();
    const patterns = all.filter(({ type }) => type === 'attack-pattern');
    expect(patterns.map(({ name }) => name)).toEqual([
      'Steal Application Access Token',
      'Private Keys',
    ]);
    const sightings = all.filter(({ type }) => type === 'sighting');
    expect(sightings.map((one) => one.sighting_of_ref)).toEqual(patterns.map(({ id }) => id));
    const node = all.find(({ name }) => name === 'node-1');
    expect(sightings[0]?.where_sighted_refs).toEqual([node?.id]);
  });

  it('links the process to its parent and its executable', () => {
    const all = objects();
    const process = all.find((one) => one.pid === 4_242);
    const parent = all.find((one) => one.pid === 4_200);
    const image = all.find(({ type, name }) => type === 'file' && name === 'cat');
    expect(process).toMatchObject({ parent_ref: parent?.id, image_ref: image?.id });
  });

  it('has both names of a moved file', () => {
    const names = objects(anAlert({ event: aRenameEvent() }))
      .filter(({ type }) => type === 'file')
      .map(({ name }) => name);
    expect(names).toContain('ca.key');
    expect(names).toContain('x');
  });

  it('refers only to what is in the bundle, and says everything once', () => {
    const all = objects();
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const refs = JSON.stringify(all).matchAll(/_refs?":(\[[^\]]*\]|"[^"]*")/g);
    for (const [, ref = ''] of refs) {
      for (const id of [JSON.parse(ref)].flat() as string[]) expect(ids).toContain(id);
    }
  });

  it('is the same each time', () => {
    expect(toStix(anAlert())).toEqual(toStix(anAlert()));
  });
});

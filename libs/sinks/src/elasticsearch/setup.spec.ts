import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setupSteps } from './setup.js';

const shipped = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../../deploy/elasticsearch/${name}.json`, import.meta.url), 'utf8'),
  );

describe('the set-up of a cluster', () => {
  it('is what deploy/elasticsearch has for installing by hand', () => {
    expect(setupSteps(false).map(({ body }) => body)).toEqual([
      shipped('elasticsearch/ilm-policy'),
      shipped('elasticsearch/index-template'),
    ]);
    expect(setupSteps(true).map(({ body }) => body)).toEqual([
      shipped('opensearch/ism-policy'),
      shipped('opensearch/index-template'),
    ]);
  });
});

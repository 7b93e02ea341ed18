import { describe, expect, it } from 'vitest';
import { breaks, type Schema } from './compatibility.ts';

const base = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 64 },
    score: { type: 'integer', minimum: 0, maximum: 100 },
    stage: { type: 'string', enum: ['opened', 'spread'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 8 },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    pid: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    where: { type: 'object', properties: { node: { type: 'string' } }, required: ['node'] },
  },
  required: ['id', 'score'],
} satisfies Schema;

/** The base with other fields; undefined removes one. */
function withFields(fields: Record<string, Schema | undefined>, required = base.required): Schema {
  const all: Record<string, Schema | undefined> = { ...base.properties, ...fields };
  const properties = Object.fromEntries(
    Object.entries(all).flatMap(([name, field]) => (field === undefined ? [] : [[name, field]])),
  ) as Record<string, Schema>;
  return { ...base, properties, required };
}

const union = (...names: string[]): Schema => ({
  oneOf: names.map((name) => ({
    type: 'object',
    properties: { name: { type: 'string', const: name }, data: { type: 'string' } },
  })),
});

describe('breaks', () => {
  it.each<[string, Schema]>([
    ['nothing', base],
    ['a new field that may be absent', withFields({ more: { type: 'string' } })],
    ['a further value', withFields({ stage: { type: 'string', enum: ['x', 'spread', 'opened'] } })],
    ['a wider bound', withFields({ id: { type: 'string', maxLength: 128 } })],
    ['another title', { ...base, title: 'Other' }],
    [
      'the same behind a reference',
      { ...withFields({ id: { $ref: '#/$defs/id' } }), $defs: { id: base.properties.id } },
    ],
  ])('allows %s', (_what, next) => {
    expect(breaks(base, next)).toEqual([]);
  });

  it.each<[string, Schema, string]>([
    ['a field that is gone', withFields({ tags: undefined }), 'tags: is gone'],
    [
      'a field that must be there',
      withFields({}, ['id', 'score', 'stage']),
      'stage: must be there now',
    ],
    ['a field that may be absent', withFields({}, ['id']), 'score: was always there'],
    ['another type', withFields({ score: { type: 'number' } }), 'score: the type was ["integer"]'],
    ['a further type', withFields({ id: { type: ['string', 'null'] } }), 'id: the type was'],
    [
      'a lost value',
      withFields({ stage: { type: 'string', enum: ['opened'] } }),
      'stage: the value "spread" is gone',
    ],
    ['a new list of values', withFields({ id: { type: 'string', enum: ['a'] } }), 'id: is limited'],
    ['a lost list of values', withFields({ stage: { type: 'string' } }), 'stage: is not limited'],
    [
      'a lower maximum',
      withFields({ score: { type: 'integer', minimum: 0, maximum: 10 } }),
      'score: maximum is narrower: 10',
    ],
    [
      'a new minimum',
      withFields({ tags: { type: 'array', items: { type: 'string' }, minItems: 1 } }),
      'tags: minItems is narrower',
    ],
    ['a pattern', withFields({ id: { type: 'string', pattern: '^a' } }), 'id: pattern was absent'],
    [
      'other items',
      withFields({ tags: { type: 'array', items: { type: 'integer' } } }),
      'tags[]: the type was',
    ],
    [
      'another map',
      withFields({ labels: { type: 'object', additionalProperties: { type: 'integer' } } }),
      'labels{additionalProperties}: the type was',
    ],
    ['no further fields', { ...base, additionalProperties: false }, '(root){additionalProperties}'],
    [
      'an inner field',
      withFields({ where: { type: 'object', properties: {}, required: [] } }),
      'where.node: is gone',
    ],
    ['a lost variant', withFields({ pid: { anyOf: [{ type: 'integer' }] } }), 'pid<null>: is gone'],
    [
      'a further variant',
      withFields({ pid: { anyOf: [{ type: 'integer' }, { type: 'null' }, { type: 'string' }] } }),
      'pid: may now be string',
    ],
    ['a keyword it does not know', { ...base, dependentRequired: {} }, 'not understood'],
  ])('tells of %s', (_what, next, told) => {
    const found = breaks(base, next);
    expect(found.join('\n')).toContain(told.replace('(root){', '{'));
    expect(found).toHaveLength(1);
  });

  it('knows the variants of a union of messages by their names', () => {
    expect(breaks(union('open', 'link'), union('link', 'exec', 'open'))).toEqual([]);
    expect(breaks(union('open', 'link'), union('open'))).toEqual(['<name=link>: is gone']);
    const changed = union('open', 'link');
    const data = { type: 'integer' };
    const [first, ...rest] = changed.oneOf ?? [];
    const oneOf = [{ ...first, properties: { ...first?.properties, data } }, ...rest];
    expect(breaks(changed, { oneOf })[0]).toContain('<name=open>.data: the type was');
  });
});

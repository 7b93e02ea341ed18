import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toDeadLetter } from '@keywarden/bus';
import { TOPICS, type TopicDescription } from '@keywarden/contracts';
import { anAlert, anOpenEvent } from '@keywarden/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { breaks, type Schema } from './compatibility.ts';

const CURRENT = join(repositoryRoot, 'docs/schemas');
const PREVIOUS = join(CURRENT, 'previous');
const NAME = /^(.+)-(\d+)\.schema\.json$/;

type Catalogue = Record<string, TopicDescription>;

function load(folder: string, name: string): Schema {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema;
}
function topicsOf(folder: string): Catalogue {
  return JSON.parse(readFileSync(join(folder, 'topics.json'), 'utf8')) as Catalogue;
}
const schemasIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => NAME.test(name));

/** Whether a later version of the same schema is published. */
function isSucceeded(name: string): boolean {
  const [, stem, version] = NAME.exec(name) ?? [];
  return schemasIn(CURRENT).some((candidate) => {
    const [, other, later] = NAME.exec(candidate) ?? [];
    return other === stem && Number(later) > Number(version);
  });
}

describe('what consumers were promised', () => {
  it.each(schemasIn(PREVIOUS))('%s is kept, or there is a later version of it', (name) => {
    if (!schemasIn(CURRENT).includes(name)) {
      expect(isSucceeded(name), `${name} is gone and nothing follows it`).toBe(true);
      return;
    }
    expect(breaks(load(PREVIOUS, name), load(CURRENT, name))).toEqual([]);
  });

  it('is there to compare with', () => {
    expect(schemasIn(PREVIOUS).length).toBeGreaterThanOrEqual(4);
  });

  it('about topics: key, order and identity stay while the name stays; headers are only added', () => {
    const current = topicsOf(CURRENT);
    for (const [topic, before] of Object.entries(topicsOf(PREVIOUS))) {
      const now = current[topic];
      const [stem = '', version] = topic.split(/\.v(?=\d+$)/);
      const follows = Object.keys(current).some((name) => {
        const [other, later] = name.split(/\.v(?=\d+$)/);
        return other === stem && Number(later) > Number(version);
      });
      if (now === undefined) {
        expect(follows, `${topic} is gone`).toBe(true);
        continue;
      }
      const { headers, ...promises } = before;
      expect(now, topic).toMatchObject(promises);
      expect(now.headers, topic).toEqual(expect.arrayContaining([...headers]));
    }
  });
});

describe('messages of this release', () => {
  const validates = (folder: string, name: string, message: unknown): string => {
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    const validate = ajv.compile(load(folder, name));
    return validate(message) ? 'valid' : ajv.errorsText(validate.errors);
  };

  it.each([
    ['this release', CURRENT],
    ['the previous one', PREVIOUS],
  ])('are valid by the schemas of %s', (_release, folder) => {
    expect(validates(folder, 'alert-1.schema.json', anAlert())).toBe('valid');
    expect(validates(folder, 'event-1.schema.json', anOpenEvent())).toBe('valid');
  });

  it('dead letters have the headers that are promised', () => {
    const message = {
      topic: TOPICS.alerts,
      partition: 3,
      offset: '12',
      key: null,
      value: Buffer.from('{'),
      headers: { other: 'x' },
      timestampMs: 0,
    };
    const { headers } = toDeadLetter(message, {
      outcome: 'dead-letter',
      code: 'KW_SINK_REJECTED',
      reason: 'HTTP 400',
      headers: { 'keywarden-sink': 'siem' },
    });
    const name = 'dead-letter-headers-1.schema.json';
    expect(validates(CURRENT, name, headers)).toBe('valid');
    const { 'keywarden-error-code': code, ...without } = headers ?? {};
    expect(code).toBe('KW_SINK_REJECTED');
    expect(validates(CURRENT, name, without)).not.toBe('valid');
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './environment.js';
import { editDistance, nearest } from './nearest.js';

const schema = z.strictObject({
  host_root: z.string().default('/'),
  redis: z.strictObject({ url: z.string() }).prefault({ url: 'x' }),
  n: z.strictObject({ count: z.int().optional(), on: z.boolean().default(false) }),
  list: z.array(z.int()).default([]),
});

describe('readEnvironment', () => {
  it('converts by the schema and keeps what does not fit as text', () => {
    const { tree, problems } = readEnvironment(schema, {
      KEYWARDEN_HOST_ROOT: '0123',
      KEYWARDEN_N__COUNT: '7',
      KEYWARDEN_N__ON: 'yes',
      KEYWARDEN_LIST: '1, 2,',
      OTHER: 'x',
    });
    expect(tree).toEqual({ host_root: '0123', n: { count: 7, on: 'yes' }, list: [1, 2] });
    expect(problems).toEqual([]);
  });

  it('suggests the variable that was meant', () => {
    const { problems } = readEnvironment(schema, { KEYWARDEN_REDIS__ULR: 'x' });
    expect(problems).toEqual([
      'KEYWARDEN_REDIS__ULR: no such setting, did you mean KEYWARDEN_REDIS__URL?',
    ]);
    expect(readEnvironment(schema, { KEYWARDEN_HOST_ROT: '/' }).problems).toHaveLength(1);
  });

  it('ignores what Kubernetes sets for a service of that name', () => {
    const env = {
      KEYWARDEN_DETECTOR_SERVICE_HOST: '10.0.0.1',
      KEYWARDEN_DETECTOR_PORT_9464_TCP: 'tcp://10.0.0.1:9464',
      KEYWARDEN_CONFIG: '/etc/keywarden.yaml',
    };
    expect(readEnvironment(schema, env)).toMatchObject({ tree: {}, problems: [] });
  });
});

describe('nearest', () => {
  it('counts a swap as one edit', () => {
    expect(editDistance('ulr', 'url')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('finds a typo and leaves a different word alone', () => {
    expect(nearest('brokerz', ['brokers', 'client_id'])).toBe('brokers');
    expect(nearest('zzz', ['brokers', 'tls'])).toBeUndefined();
  });
});

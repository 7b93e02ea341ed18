import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeywardenError } from '@keywarden/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from './load.js';
import { serviceConfig } from './common.js';

const schema = serviceConfig(
  'detector',
  z.strictObject({ depth: z.int().default(16) }).prefault({}),
);

describe('loadConfig', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keywarden-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (yaml: string, env: NodeJS.ProcessEnv = {}) => {
    const file = join(folder, 'keywarden.yaml');
    writeFileSync(file, yaml);
    return loadConfig({ schema, file, env });
  };
  const failure = (yaml: string): KeywardenError => {
    try {
      load(yaml);
    } catch (error) {
      if (error instanceof KeywardenError) return error;
    }
    throw new Error('did not fail');
  };

  it('has a default for every key', () => {
    const config = loadConfig({ schema });
    expect(config.kafka.brokers).toEqual(['127.0.0.1:9092']);
    expect(config.detector.depth).toBe(16);
  });

  it('names file, line, column and the nearest key of an unknown one', () => {
    const error = failure('node: a\nkafka:\n  brokerz: [a:1]\n');
    expect(error.code).toBe('KW_CONFIG_INVALID');
    expect(error.message).toMatch(
      /keywarden\.yaml:3:3: key "kafka\.brokerz" is unknown, did you mean "brokers"\?/,
    );
  });

  it('lists every wrong value with its place', () => {
    const error = failure('kafka:\n  partitions: none\nredis:\n  url: http://x\n');
    expect(error.message).toMatch(/:2:3: key "kafka\.partitions"/);
    expect(error.message).toMatch(/:4:3: key "redis\.url": must begin with redis/);
  });

  it('names the line of a syntax error and of a key that stands twice', () => {
    expect(failure('node: [a\n').code).toBe('KW_CONFIG_SYNTAX');
    expect(failure('node: a\nnode: b\n').where).toMatch(/:2:1$/);
  });

  it('says which file cannot be read', () => {
    expect(() => loadConfig({ schema, file: '/nonexistent.yaml' })).toThrow(/ENOENT/);
  });

  it('leaves the sections of other services alone, and refuses unknown sections', () => {
    expect(load('collector:\n  anything: 1\n').node).not.toBe('');
    expect(failure('collectr: {}\n').message).toMatch(/did you mean "collector"/);
  });

  it('lets the environment win over the file', () => {
    const env = { KEYWARDEN_KAFKA__BROKERS: 'a:1, b:2', KEYWARDEN_DETECTOR__DEPTH: '3' };
    const config = load('kafka:\n  brokers: [c:3]\n', env);
    expect(config.kafka.brokers).toEqual(['a:1', 'b:2']);
    expect(config.detector.depth).toBe(3);
  });
});

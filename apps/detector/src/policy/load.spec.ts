import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeywardenError } from '@keywarden/contracts';
import { DEFAULT_POLICY } from '@keywarden/signature';
import { afterAll, describe, expect, it } from 'vitest';
import { detectorSection, type DetectorConfig } from '../config.js';
import { loadPolicy } from './load.js';

const folder = mkdtempSync(join(tmpdir(), 'keywarden-policy-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function config(text: string): DetectorConfig {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return detectorSection.parse({ policy_file: file });
}

function failure(text: string): KeywardenError {
  return caught(() => loadPolicy(config(text)));
}

function caught(load: () => unknown): KeywardenError {
  try {
    load();
  } catch (error) {
    if (error instanceof KeywardenError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

const RULE = `rules:
  - name: backup
    reason: Nightly.
    reader:
      exe: [/usr/local/bin/backup]
`;

describe('loadPolicy', () => {
  it('is the default policy without a file', () => {
    expect(loadPolicy(detectorSection.parse({}))).toEqual(DEFAULT_POLICY);
  });

  it('puts the rules of the site before the default ones', () => {
    const { rules } = loadPolicy(config(RULE));
    expect(rules[0]?.rule).toMatchObject({ name: 'backup', how: ['open'] });
    expect(rules).toHaveLength(DEFAULT_POLICY.rules.length + 1);
  });

  it('takes compat from the configuration', () => {
    expect(loadPolicy(detectorSection.parse({ compat: 'tracee' })).compat).toBe('tracee');
  });

  it('names file, line and key of a misspelt key, and the key that was meant', () => {
    const error = failure(RULE.replace('reason', 'raeson'));
    expect(error.code).toBe('KW_POLICY_INVALID');
    expect(error.toText()).toMatch(/policy\.yaml:3:\d+.*raeson.*reason/s);
  });

  it('names the place of a wrong value', () => {
    const error = failure(RULE.replace('/usr/local/bin/backup', 'backup'));
    expect(error.code).toBe('KW_POLICY_INVALID');
    expect(error.toText()).toMatch(/policy\.yaml:5:\d+.*absolute path/s);
  });

  it('refuses a rule name that the default policy has', () => {
    const error = failure(RULE.replace('name: backup', 'name: kubelet'));
    expect(error.code).toBe('KW_POLICY_INVALID');
    expect(error.toText()).toMatch(/policy\.yaml:2:\d+.*"kubelet" stands twice/s);
  });

  it('says where YAML itself is broken, and that a file is missing', () => {
    expect(failure('rules: [').code).toBe('KW_CONFIG_SYNTAX');
    const missing = detectorSection.parse({ policy_file: join(folder, 'none.yaml') });
    expect(() => loadPolicy(missing)).toThrow(/none\.yaml/);
  });

  it('puts later layers over earlier ones, those of a pattern in the order of their names', () => {
    const place = mkdtempSync(join(folder, 'layers-'));
    const named = (name: string): string => RULE.replace('name: backup', `name: ${name}`);
    writeFileSync(join(place, '20-b.yaml'), `disable: [a]\n${named('b')}`);
    writeFileSync(join(place, '10-a.yaml'), named('a'));
    writeFileSync(join(place, '.hidden.yaml'), 'rules: [');
    writeFileSync(join(place, 'notes.txt'), 'no policy');
    const { rules } = loadPolicy({ policy_files: [join(place, '*.yaml')] });
    expect(rules).toHaveLength(DEFAULT_POLICY.rules.length + 1);
    expect(rules[0]).toMatchObject({ layer: join(place, '20-b.yaml'), rule: { name: 'b' } });
  });

  it('lists every problem of every file with its line', () => {
    const first = join(folder, 'first.yaml');
    const second = join(folder, 'second.yaml');
    writeFileSync(first, `disable: [kubelett]\n${RULE.replace('name: backup', 'name: kubelet')}`);
    writeFileSync(second, 'ruels: []\ncompat: falco\n');
    const error = caught(() => loadPolicy({ policy_files: [first, second] }));
    expect(error.code).toBe('KW_POLICY_INVALID');
    expect(error.message.split('\n')).toHaveLength(4);
    expect(error.message).toMatch(/first\.yaml:1:\d+.*"kubelett"/);
    expect(error.message).toMatch(/first\.yaml:3:\d+.*"kubelet" stands twice/);
    expect(error.message).toMatch(/second\.yaml:1:1.*did you mean "rules"/);
    expect(error.message).toMatch(/second\.yaml:2:\d+/);
  });

  it('says which directory of a pattern is not there', () => {
    const error = caught(() => loadPolicy({ policy_files: [join(folder, 'none', '*.yaml')] }));
    expect(error.code).toBe('KW_CONFIG_UNREADABLE');
    expect(error.toText()).toContain(join(folder, 'none', '*.yaml'));
  });
});

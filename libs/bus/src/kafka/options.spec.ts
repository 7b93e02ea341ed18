import { kafkaSection } from '@keywarden/platform';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { kafkaOptions } from './options.js';

const warnings: string[] = [];
const logger = pino({ level: 'warn' }, { write: (line) => warnings.push(line) });

function optionsOf(section: object, env: NodeJS.ProcessEnv = {}) {
  warnings.length = 0;
  return kafkaOptions(kafkaSection.parse(section), { logger, env });
}
const problems = (sasl: object): string =>
  kafkaSection
    .safeParse({ sasl })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ') ?? '';

describe('sasl settings', () => {
  it('name what a mechanism lacks, and what does not belong to it', () => {
    expect(problems({ mechanism: 'plain', username: 'a' })).toBe(
      'sasl: plain needs exactly one of password, password_file, password_env',
    );
    expect(
      problems({ mechanism: 'plain', username: 'a', password: 'b', password_env: 'C' }),
    ).toContain('exactly one of');
    expect(problems({ mechanism: 'aws-msk-iam', username: 'a' })).toBe(
      'sasl.username: does not belong to aws-msk-iam',
    );
    expect(problems({ mechanism: 'oauthbearer', client_id: 'a', client_secret: 'b' })).toBe(
      'sasl: oauthbearer needs token_endpoint',
    );
    expect(problems({ mechanism: 'aws-msk-iam' })).toBe('');
  });

  it('refuse extensions that would end the message early', () => {
    const oauth = {
      mechanism: 'oauthbearer',
      token_endpoint: 'https://idp/token',
      client_id: 'a',
      client_secret: 'b',
    };
    expect(problems({ ...oauth, extensions: { logicalCluster: 'lkc-1' } })).toBe('');
    expect(problems({ ...oauth, extensions: { a: 'b\u0001auth=x' } })).not.toBe('');
    expect(problems({ ...oauth, extensions: { auth: 'x' } })).not.toBe('');
  });

  it('read a secret from a variable, and refuse an empty one', () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'a', password_env: 'P' };
    expect(optionsOf({ sasl }, { P: ' pass ' }).sasl).toMatchObject({ password: ' pass ' });
    expect(() => optionsOf({ sasl })).toThrow('the secret is empty');
    expect(() => optionsOf({ sasl: { mechanism: 'aws-msk-iam' } })).toThrow('region');
  });

  it('warn of a login that others can read', () => {
    optionsOf({ sasl: { mechanism: 'plain', username: 'a', password: 'hidden' } });
    expect(warnings.join('')).toContain('plain login to Kafka without TLS');
    expect(warnings.join('')).not.toContain('hidden');
    optionsOf({ tls: {}, sasl: { mechanism: 'plain', username: 'a', password: 'b' } });
    expect(warnings).toEqual([]);
    optionsOf({ sasl: { mechanism: 'scram-sha-512', username: 'a', password: 'b' } });
    expect(warnings).toEqual([]);
  });

  it('need the key of a client certificate', () => {
    expect(kafkaSection.safeParse({ tls: { cert_file: '/a' } }).success).toBe(false);
  });
});

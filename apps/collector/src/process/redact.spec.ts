import { describe, expect, it } from 'vitest';
import { boundArguments, REDACTED } from './redact.js';

describe('boundArguments', () => {
  it.each([
    [
      ['kubectl', '--token=abc'],
      ['kubectl', `--token=${REDACTED}`],
    ],
    [
      ['mysql', '--password', 'abc', 'db'],
      ['mysql', '--password', REDACTED, 'db'],
    ],
    [
      ['x', '--password', '--verbose'],
      ['x', '--password', '--verbose'],
    ],
    [
      ['env', 'VAULT_TOKEN=abc', 'x'],
      ['env', `VAULT_TOKEN=${REDACTED}`, 'x'],
    ],
    [
      ['x', '--token-file=/etc/t', '--client-key', '/k'],
      ['x', '--token-file=/etc/t', '--client-key', '/k'],
    ],
    [
      ['curl', '-H', 'Authorization: Bearer abc.def'],
      ['curl', '-H', `Authorization: Bearer ${REDACTED}`],
    ],
    [
      ['git', 'clone', 'https://u:pw@h/r'],
      ['git', 'clone', `https://u:${REDACTED}@h/r`],
    ],
    [
      ['x', 'eyJhbGciOiJSUzI1.eyJpc3MiOiJrdWJl.c2ln'],
      ['x', REDACTED],
    ],
    [
      ['cat', '/etc/kubernetes/pki/ca.key', 'a\u001b[31m\n'],
      ['cat', '/etc/kubernetes/pki/ca.key', 'a\u001b[31m\n'],
    ],
  ])('%j', (argv, shown) => {
    expect(boundArguments(argv)).toEqual(shown);
  });

  it('keeps at most 64 arguments and 4,096 bytes', () => {
    expect(boundArguments(Array.from({ length: 100 }, () => 'a'))).toHaveLength(64);
    expect(boundArguments(['x'.repeat(4095), 'y'])).toEqual(['x'.repeat(4095)]);
    expect(boundArguments(['x'.repeat(4096)])).toEqual([]);
  });
});

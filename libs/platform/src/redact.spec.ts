import { describe, expect, it } from 'vitest';
import { redactKeys, redactUrls } from './redact.js';

describe('redaction', () => {
  it('hides the values of keys that name secrets, at any depth, and nothing else', () => {
    const record = {
      kafka: { sasl: { username: 'u', password: 'p' } },
      sinks: [{ hmac_secret: 'k', url: 'http://x' }],
      credential: { kind: 'service-account-token' },
      api_token: 't',
    };
    expect(redactKeys(record)).toEqual({
      kafka: { sasl: { username: 'u', password: '[redacted]' } },
      sinks: [{ hmac_secret: '[redacted]', url: 'http://x' }],
      credential: { kind: 'service-account-token' },
      api_token: '[redacted]',
    });
  });

  it('survives a record that contains itself', () => {
    const record: Record<string, unknown> = {};
    record.self = record;
    expect(() => redactKeys(record)).not.toThrow();
  });

  it('hides credentials in URLs inside any text', () => {
    expect(redactUrls('connect redis://:pw@h:1 and https://u:p@x/y?z then http://ok/a@b')).toBe(
      'connect redis://[redacted]@h:1 and https://[redacted]@x/y?z then http://ok/a@b',
    );
  });
});

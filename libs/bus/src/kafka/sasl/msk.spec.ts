import { afterEach, describe, expect, it, vi } from 'vitest';
import { mskToken } from './msk.js';

describe('mskToken', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is a signed URL of the region, from the credentials in the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI');
    const { value, expiresMs } = await mskToken('eu-central-1');
    const url = new URL(Buffer.from(value, 'base64url').toString());
    expect(url.hostname).toBe('kafka.eu-central-1.amazonaws.com');
    expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(
      /^AKIDEXAMPLE\/\d{8}\/eu-central-1\/kafka-cluster\/aws4_request$/,
    );
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(value).not.toContain('wJalrXUtnFEMI');
    expect(expiresMs).toBeGreaterThan(Date.now() + 600_000);
  });
});

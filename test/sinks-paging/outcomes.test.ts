import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates, type Certificates } from './certificates.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { deliver, HTTP_SINKS, makeSink, SECRET } from './sinks.ts';

/** Everything by which a secret could be told again. */
const FORMS = [
  SECRET,
  encodeURIComponent(SECRET),
  JSON.stringify(SECRET).slice(1, -1),
  Buffer.from(SECRET).toString('base64'),
];

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  let certificates: Certificates | undefined;
  let receiver: Receiver;

  beforeAll(async () => {
    certificates = scheme === 'https' ? makeCertificates() : undefined;
    receiver = await startReceiver(certificates);
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    receiver.requests.length = 0;
  });

  const sinkOf = (kind: string, more: object = {}) =>
    makeSink(kind, receiver.url, {
      ...(certificates === undefined ? {} : { tls: { ca_file: certificates.ca } }),
      ...more,
    });

  describe.each(Object.entries(HTTP_SINKS))('%s', (kind, { success }) => {
    it('delivers, keeps its connection and repeats no secret', async () => {
      const sink = sinkOf(kind);
      receiver.behaviour = success;
      expect((await deliver(sink)).outcome).toBe('delivered');
      expect((await deliver(sink)).outcome).toBe('delivered');
      expect(receiver.requests).toHaveLength(2);
      expect(receiver.requests[0]?.headers['user-agent']).toMatch(/^keywarden\//);
      await sink.close();
      await sink.close();
    });

    it.each([400, 401, 403, 404, 410, 413, 302])('is refused for good by %i', async (status) => {
      const sink = sinkOf(kind);
      receiver.behaviour = { status, body: 'no such thing', headers: { location: '/elsewhere' } };
      const result = await deliver(sink);
      expect(result).toMatchObject({ outcome: 'rejected' });
      expect(JSON.stringify(result)).toContain(`HTTP ${String(status)}: no such thing`);
      expect(receiver.requests).toHaveLength(1);
      await sink.close();
    });

    it.each([500, 502, 503, 504])('tries again after %i', async (status) => {
      const sink = sinkOf(kind);
      receiver.behaviour = { status };
      expect((await deliver(sink)).outcome).toBe('retry');
      await sink.close();
    });

    it('waits as long as a 429 asks', async () => {
      const sink = sinkOf(kind);
      receiver.behaviour = { status: 429, headers: { 'retry-after': '7' } };
      expect(await deliver(sink)).toMatchObject({ outcome: 'retry', retryAfterMs: 7_000 });
      await sink.close();
    });

    it('gives up on silence, and when told to', async () => {
      receiver.behaviour = 'hang';
      const hasty = sinkOf(kind, { timeout_ms: 100 });
      expect(await deliver(hasty)).toEqual({
        outcome: 'retry',
        reason: expect.stringContaining('no answer within 100 ms') as string,
      });
      await hasty.close();
      const patient = sinkOf(kind);
      const told = new AbortController();
      const attempt = deliver(patient, undefined, told.signal);
      told.abort();
      expect((await attempt).outcome).toBe('retry');
      await patient.close();
    });

    it.each(['cut', 'reset'] as const)('tries again when the connection is %s', async (how) => {
      const sink = sinkOf(kind);
      receiver.behaviour = how;
      expect((await deliver(sink)).outcome).toBe('retry');
      await sink.close();
    });

    it('tells no secret that the receiver sends back', async () => {
      const sink = sinkOf(kind);
      for (const status of [200, 400, 500]) {
        receiver.behaviour = (request) => ({
          status,
          body: [
            ...FORMS,
            request.url,
            request.headers.authorization ?? '',
            JSON.stringify({ echo: SECRET }),
          ].join(' '),
        });
        const told = JSON.stringify(await deliver(sink));
        expect(told).toContain(kind.startsWith('discord') && status === 200 ? 'HTTP' : '***');
        for (const form of FORMS) {
          expect(told).not.toContain(form);
          expect(told).not.toContain(JSON.stringify(form).slice(1, -1));
        }
      }
      await sink.close();
    });
  });

  // Plain HTTP has nothing to verify.
  const secure = scheme === 'https' ? it : undefined;
  secure?.('does not talk to a server that it cannot verify', async () => {
    for (const kind of Object.keys(HTTP_SINKS)) {
      const sink = makeSink(kind, receiver.url);
      expect((await deliver(sink)).outcome).toBe('retry');
      await sink.close();
    }
    expect(receiver.requests).toEqual([]);
  });
});

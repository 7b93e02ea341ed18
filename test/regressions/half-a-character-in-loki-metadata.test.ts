import { anAlert, aNotification } from '@keywarden/testing';
import { expect, it } from 'vitest';
import { startFaultyServer } from '../sinks-siem/faulty-server.ts';
import { sinkOf } from '../sinks-siem/model.ts';
import { lokiModel } from '../sinks-siem/models/loki.ts';

/** Loki takes no text with half of a surrogate pair; by a long path an attacker could keep an alert from it. */
it('a long path with an astral character at the bound of a metadata value is cut at a whole one', async () => {
  const canonical_path = `/${'x'.repeat(1_022)}🔑`;
  const alert = anAlert({ credential: { ...anAlert().credential, canonical_path } });
  const server = await startFaultyServer(() => ({ status: 204 }));
  const sink = sinkOf(lokiModel(), server.url, { timeout_ms: 10_000 });
  await sink.deliver([aNotification({ alerts: [alert] })], new AbortController().signal);
  await sink.close();
  await server.close();
  const { streams } = JSON.parse(server.requests[0]?.body ?? '') as {
    streams: [{ values: [[string, string, { credential: string }]] }];
  };
  const { credential } = streams[0].values[0][2];
  expect(credential.isWellFormed()).toBe(true);
  expect(credential).toHaveLength(1_024);
});

import { join } from 'node:path';
import { notificationOf, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import { expect, it } from 'vitest';
import { buildGo } from '../formats/go-check.ts';
import { hostileBatch } from '../formats/hostile.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { startFaultyServer } from './faulty-server.ts';
import { sinkOf } from './model.ts';
import { lokiModel } from './models/loki.ts';

const TIME = '2026-11-26T08:00:00Z';
const check = await buildGo(join(repositoryRoot, 'test/sinks-siem/loki-check'), 'lokipush');
const missing = check.missing ?? '';

interface Entry {
  line: string;
  labels: Record<string, string>;
  metadata: Record<string, string>;
}

it.skipIf(check.missing !== undefined)(
  `every text that is pushed is one that Loki's own decoder reads ${missing}`,
  async () => {
    // An astral character across the bound: half of it would be no text for Loki.
    const canonical_path = `/${'x'.repeat(1_022)}🔑`;
    const cut = anAlert({ credential: { ...anAlert().credential, canonical_path } });
    const alerts = [cut, ...hostileBatch(100)];
    const server = await startFaultyServer(() => ({ status: 204 }));
    const sink = sinkOf(lokiModel(), server.url, { timeout_ms: 10_000 });
    const all = alerts.map((alert) => notificationOf(alert, TIME));
    await sink.deliver(all as unknown as Notifications, new AbortController().signal);
    await sink.close();
    await server.close();

    const input = server.requests.map(({ body }) => `${body}\n`).join('');
    const { code, stdout, stderr } = await run(check.path ?? '', [], { input });
    expect(code, stderr.join('\n')).toBe(0);
    const entries = stdout.map((line) => JSON.parse(line) as Entry);
    expect(entries).toHaveLength(alerts.length);
    const lines = entries.map(({ line }) => line).sort();
    expect(lines).toEqual(alerts.map((alert) => JSON.stringify(alert)).sort());
    for (const { labels, line, metadata } of entries) {
      const { id, signature } = JSON.parse(line) as { id: string; signature: { id: string } };
      expect(labels.signature).toBe(signature.id.toWellFormed());
      expect(metadata.alert_id).toBe(id.slice(0, 1_024).toWellFormed());
    }
  },
);

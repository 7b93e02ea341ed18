import type { Notification, Sink } from '@keywarden/routing';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { anAlert, aNotification, anOpenEvent } from '@keywarden/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { alertmanager, startAlertmanager, type AlertmanagerServer } from './alertmanager-server.ts';
import { startReceiver } from './receiver.ts';
import { aResolution, deliver } from './sinks.ts';

describe.skipIf(alertmanager.path === undefined)(
  `a real Alertmanager ${alertmanager.missing ?? ''}`,
  () => {
    let server: AlertmanagerServer;
    let sink: Sink;
    let nowMs = Date.now();

    beforeAll(async () => {
      server = await startAlertmanager();
    });
    afterAll(() => server.stop());
    afterEach(() => sink.close());

    function makeSink(settings: object = {}): Sink {
      const config = [{ type: 'alertmanager', urls: [`${server.url}/`], ...settings }];
      [sink] = createSinks(sinksConfig.parse(config), { now: () => new Date(nowMs) }) as [Sink];
      return sink;
    }

    const of = (incident_id: string, alert: object = {}): Partial<Notification> => ({
      incident_id,
      alerts: [anAlert({ incident_id, ...alert })],
    });

    it('has an alert that fires, lasts while it is sent again, and is over when resolved', async () => {
      makeSink({ labels: { cluster: 'prod' }, expires_ms: 60_000 });
      nowMs = Date.now();
      const incident = of('inc-1', {
        incident: {
          opened_at: '2026-11-24T03:59:00Z',
          alert_number: 1,
          event_count: 1,
          credentials: [],
          stage: 'opened',
          reason: 'x',
        },
      });
      expect(await deliver(sink, aNotification(incident))).toMatchObject({ outcome: 'delivered' });
      const [first] = await server.alerts('inc-1');
      expect(first?.labels).toEqual({
        alertname: 'KubernetesCredentialTheft',
        severity: 'critical',
        node: 'node-1',
        cluster: 'prod',
        credential_kind: 'cluster-ca',
        distribution: 'kubeadm',
        signature: 'TRC-1018',
        incident_id: 'inc-1',
      });
      expect(first?.annotations).toMatchObject({
        summary: 'Private key of the cluster CA read by cat',
        process: '/usr/bin/cat (pid 4242)',
      });
      expect(Date.parse(first?.startsAt ?? '')).toBe(Date.parse('2026-11-24T03:59:00Z'));
      expect(Date.parse(first?.endsAt ?? '')).toBe(nowMs + 60_000);

      nowMs += 30_000;
      await deliver(sink, aNotification({ ...incident, id: 'again', reason: 'repeat' }));
      const repeated = await server.alerts('inc-1');
      expect(repeated).toHaveLength(1);
      expect(repeated[0]?.fingerprint).toBe(first?.fingerprint);
      expect(Date.parse(repeated[0]?.endsAt ?? '')).toBe(nowMs + 60_000);

      nowMs = Date.now();
      expect(await deliver(sink, aResolution(incident))).toMatchObject({ outcome: 'delivered' });
      await waitFor(async () => (await server.alerts('inc-1')).length === 0, {
        what: 'the alert to be over',
      });
    });

    it('takes a batch with hostile texts and tells pods apart', async () => {
      makeSink();
      nowMs = Date.now();
      expect(sink.maxBatch).toBe(100);
      const alerts = Array.from({ length: 100 }, (_, index) => {
        const event = anOpenEvent({
          seq: index,
          process: {
            pid: 1_000 + index,
            pod: { namespace: `ns"\n\u001b[31m`, name: `pod-${String(index % 5)}\ud800` },
          },
        });
        return aNotification(of('inc-2', { event, title: `"\u0000\ud800<b>${'x'.repeat(9_000)}` }));
      });
      const results = await sink.deliver(
        alerts as [Notification, ...Notification[]],
        new AbortController().signal,
      );
      expect(results).toHaveLength(100);
      expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
      const stored = await server.alerts('inc-2');
      expect(stored.map(({ labels }) => labels.pod).sort()).toEqual(
        [0, 1, 2, 3, 4].map((index) => `pod-${String(index)}\\u{d800}`),
      );
    });

    it('every member of the cluster is told, and one that is gone does not matter', async () => {
      const second = await startAlertmanager();
      const gone = await startReceiver();
      await gone.close();
      try {
        nowMs = Date.now();
        makeSink({ urls: [server.url, gone.url, second.url] });
        const result = await deliver(sink, aNotification(of('inc-3')));
        expect(result).toMatchObject({ outcome: 'delivered' });
        expect(JSON.stringify(result)).toContain('ECONNREFUSED');
        for (const member of [server, second]) {
          expect(await member.alerts('inc-3')).toHaveLength(1);
        }
      } finally {
        await second.stop();
      }
      await sink.close();
      makeSink({ urls: [gone.url, second.url] });
      expect((await deliver(sink, aNotification(of('inc-4')))).outcome).toBe('retry');
    });
  },
);

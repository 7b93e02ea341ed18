import {
  notificationOf,
  type Notification,
  type Notifications,
  type Sink,
} from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileBatch } from '../formats/hostile.ts';
import { ensureGoTool } from '../support/go-tool.ts';
import { freePort } from '../support/ports.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { VICTORIA_LOGS } from './victoria-logs.ts';

const never = new AbortController().signal;
const tool = await ensureGoTool(VICTORIA_LOGS);
const MAX_REQUEST = 1_000_000;

/** A line as the store has it: the line itself, its time and stream, and every label and metadata by name. */
type Row = Record<string, string>;

describe.skipIf(tool.missing !== undefined)(
  `what is pushed to Loki, read by VictoriaLogs ${tool.missing ?? ''}`,
  () => {
    const sinks: Sink[] = [];
    let server: RunningProcess;
    let url: string;

    beforeAll(async () => {
      url = `http://127.0.0.1:${String(await freePort())}`;
      server = await start(tool.path ?? '', [
        `-httpListenAddr=${url.replace('http://', '')}`,
        `-storageDataPath=${tempDir('victoria-logs')}`,
        '-loki.disableMessageParsing',
        `-loki.maxRequestSize=${String(MAX_REQUEST)}`,
      ]);
      await waitFor(async () => (await fetch(`${url}/health`)).ok, { what: 'VictoriaLogs' });
    });
    afterAll(async () => {
      await Promise.all(sinks.map((sink) => sink.close()));
      await server.stop();
    });

    function sink(settings: object = {}): Sink {
      const config = sinkConfig.parse({ type: 'loki', url: `${url}/insert`, ...settings });
      const [made] = createSinks([config]);
      if (made === undefined) throw new Error('no sink');
      sinks.push(made);
      return made;
    }

    async function query(text: string): Promise<Row[]> {
      await fetch(`${url}/internal/force_flush`);
      const body = new URLSearchParams({ query: text, limit: '1000' });
      const answer = await (
        await fetch(`${url}/select/logsql/query`, { method: 'POST', body })
      ).text();
      const lines = answer.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Row);
    }

    /** A moment ago, so that the store keeps it, with nanoseconds of its own. */
    function notification(id: string, further: object = {}): Notification {
      const time = new Date().toISOString().replace('Z', '456789Z');
      return notificationOf(anAlert({ id, time, ...further }), time);
    }
    const outcomes = async (to: Sink, all: readonly Notification[]) =>
      (await to.deliver(all as unknown as Notifications, never)).map(({ outcome }) => outcome);
    const ids = (rows: readonly Row[]) => rows.map(({ alert_id }) => alert_id).sort();

    it.each(['keywarden', 'ecs', 'ocsf'])(
      'is found by label and metadata, as %s, compressed or not',
      async (format) => {
        for (const gzip of [true, false]) {
          const source = `${format}-${String(gzip)}`;
          const all = [
            notification('low', { risk_score: 10 }),
            notification('grave', { risk_score: 95 }),
          ];
          const to = sink({ format, gzip, labels: { source } });
          expect(await outcomes(to, all)).toEqual(['delivered', 'delivered']);
          expect(ids(await query(`{source="${source}"}`))).toEqual(['grave', 'low']);
          const [grave] = await query(`{source="${source}",severity="critical"}`);
          expect(grave).toMatchObject({
            _time: all[1]?.alerts[0].time,
            _stream: `{severity="critical",signature="TRC-1018",source="${source}"}`,
            alert_id: 'grave',
            status: 'firing',
            node: 'node-1',
            risk_score: '95',
          });
          expect(JSON.parse(grave?._msg ?? '')).toBeTypeOf('object');
          expect(ids(await query(`{source="${source}"} alert_id:="low"`))).toEqual(['low']);
        }
      },
    );

    it('keeps every line and every value of hostile alerts as they are', async () => {
      const now = new Date().toISOString();
      const all = hostileBatch(40).map((alert, at) => ({
        ...alert,
        id: String(at),
        time: now,
        // The label of a stream is the name of our own signature.
        signature: { ...alert.signature, id: 'TRC-1018' },
      }));
      const to = sink({ labels: { source: 'hostile' }, max_batch: 40 });
      const sent = all.map((alert) => notificationOf(alert, now));
      expect(new Set(await outcomes(to, sent))).toEqual(new Set(['delivered']));
      const rows = new Map((await query('{source="hostile"}')).map((row) => [row.alert_id, row]));
      expect(rows.size).toBe(all.length);
      for (const alert of all) {
        const row = rows.get(alert.id);
        expect(row?._msg).toBe(JSON.stringify(alert));
        expect(row?.credential).toBe(
          alert.credential.canonical_path.slice(0, 1_024).toWellFormed() || undefined,
        );
      }
    });

    it('has the end of an incident in the stream of what asks for nothing', async () => {
      const time = new Date().toISOString();
      const resolution = { by: 'alice', reason: 'keys rotated', time };
      const end: Notification = {
        ...notification('theft', { risk_score: 95 }),
        id: 'end',
        status: 'resolved',
        reason: 'resolved',
        resolution,
      };
      expect(await outcomes(sink({ labels: { source: 'end' } }), [end])).toEqual(['delivered']);
      const [row] = await query('{source="end",severity="info"}');
      expect(row).toMatchObject({ alert_id: 'end', status: 'resolved' });
      expect(Date.parse(row?._time ?? '')).toBe(Date.parse(time));
    });

    it('tells a request apart that is too long, and delivers the others of the batch', async () => {
      const long = notification('long', { description: 'x'.repeat(2 * MAX_REQUEST) });
      const all = [notification('left'), long, notification('right')];
      const to = sink({ labels: { source: 'long' } });
      expect(await outcomes(to, all)).toEqual(['delivered', 'rejected', 'delivered']);
      expect(ids(await query('{source="long"}'))).toEqual(['left', 'right']);
    });

    it('would not take a time that is a number', async () => {
      const streams = [{ stream: { source: 'wrong' }, values: [[Date.now(), 'x']] }];
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ streams });
      const answer = await fetch(`${url}/insert/loki/api/v1/push`, {
        method: 'POST',
        headers,
        body,
      });
      expect(answer.status).toBe(400);
    });
  },
);

import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Notifications, Sink } from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureGoTool } from '../support/go-tool.ts';
import { freePort } from '../support/ports.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { notificationsOf } from './notifications.ts';
import { VERSITYGW } from './versitygw.ts';

const never = new AbortController().signal;
const ACCESS_KEY = 'AKIAKEYWARDEN';
const SECRET_KEY = 'a-secret/access+key';

const tool = await ensureGoTool(VERSITYGW);

describe.skipIf(tool.missing !== undefined)(
  `the S3 sink with a real store ${tool.missing ?? ''}`,
  () => {
    const root = tempDir('s3');
    const sinks: Sink[] = [];
    let server: RunningProcess;
    let endpoint: string;

    beforeAll(async () => {
      const port = await freePort();
      await mkdir(join(root, 'alerts'));
      endpoint = `http://127.0.0.1:${String(port)}`;
      const args = ['--port', `127.0.0.1:${String(port)}`, '--access', ACCESS_KEY];
      server = await start(tool.path ?? '', [...args, '--secret', SECRET_KEY, 'posix', root]);
      await waitFor(async () => (await fetch(endpoint)).status > 0, { what: 'the S3 server' });
    });
    afterAll(async () => {
      await Promise.all(sinks.map((sink) => sink.close()));
      await server.stop();
    });

    function sink(settings: object = {}): Sink {
      const config = sinkConfig.parse({
        type: 's3',
        endpoint,
        path_style: true,
        bucket: 'alerts',
        prefix: 'soc/keywarden',
        access_key_id: ACCESS_KEY,
        secret_access_key: SECRET_KEY,
        ...settings,
      });
      const [made] = createSinks([config]);
      if (made === undefined) throw new Error('no sink');
      sinks.push(made);
      return made;
    }

    const objects = () =>
      readdirSync(join(root, 'alerts'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.gz'))
        .sort();
    const idsIn = (name: string) =>
      gunzipSync(readFileSync(join(root, 'alerts', name)))
        .toString()
        .split('\n')
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as { id: string }).id);

    it('writes a batch as one object, and the same one when it comes again', async () => {
      const ids = Array.from({ length: 100 }, (_, at) => `alert-${String(at)}`);
      const batch = notificationsOf(ids);
      const backwards = [...batch].reverse() as unknown as Notifications;
      for (const sent of [batch, batch, backwards]) {
        const results = await sink().deliver(sent, never);
        expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
      }
      const [name = '', ...others] = objects();
      expect(others).toEqual([]);
      expect(name).toMatch(
        /^soc\/keywarden\/dt=2026-11-24\/hour=04\/2026-11-24T040000[^/]*Z-[0-9a-f]{24}\.jsonl\.gz$/,
      );
      expect(idsIn(name).sort()).toEqual([...ids].sort());
      await sink().deliver(notificationsOf(['another']), never);
      expect(objects()).toHaveLength(2);
    });

    it.each([
      ['a wrong key', { secret_access_key: 'wrong' }, 'rejected', /SignatureDoesNotMatch/],
      ['a missing bucket', { bucket: 'nowhere' }, 'rejected', /NoSuchBucket/],
      ['a store that is down', { endpoint: 'http://127.0.0.1:1' }, 'retry', /ECONNREFUSED/],
    ])('says what is wrong: %s', async (_, settings, outcome, reason) => {
      const [result] = await sink(settings).deliver(notificationsOf(['x']), never);
      expect(result).toMatchObject({ outcome, reason: expect.stringMatching(reason) as string });
      expect(JSON.stringify(result)).not.toContain(SECRET_KEY);
    });
  },
);

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSensor } from '@keywarden/sensor';
import { buildAttempts, targetAt } from './lab.ts';

const RING_BYTES = 64 * 1024;
const OPENS = 20_000;

it('counts every record that a full ring could not take, and loses none silently', async () => {
  const attempts = buildAttempts();
  const folder = mkdtempSync(join(tmpdir(), 'keywarden-overflow-'));
  const key = join(folder, 'ca.key');
  writeFileSync(key, '');
  let opens = 0;
  const sensor = await openSensor({
    backend: 'syscall',
    ringBytes: RING_BYTES,
    onEvents: (events) => {
      opens += events.filter(({ name }) => name === 'security_file_open').length;
    },
  });
  sensor.watch([targetAt(key, 'file')]);
  // The JS thread is busy all the while: the queue fills, the reader waits, the ring overflows.
  execFileSync(attempts, ['often', String(OPENS), key]);
  await sensor.close();
  rmSync(folder, { recursive: true });

  const { byName, emitted, received, lost } = sensor.counters();
  expect(received).toBe(emitted);
  expect(lost.ring_full).toBeGreaterThan(0);
  expect(opens).toBeLessThan(OPENS);
  expect(opens + (lost.ring_full ?? 0)).toBeGreaterThanOrEqual(OPENS);
  // By name the books are exact: every open is in the ring or counted as lost to it.
  const ofOpens = byName?.security_file_open;
  expect(ofOpens?.emitted).toBe(opens);
  expect((ofOpens?.emitted ?? 0) + (ofOpens?.lost.ring_full ?? 0)).toBe(OPENS);
  const { ring_full: full, ...others } = lost;
  expect(full).toBeGreaterThan(0);
  expect(Object.values(others).every((count) => count === 0)).toBe(true);
});

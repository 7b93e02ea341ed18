import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toTraceeFlat } from '@keywarden/formats';
import { describe, expect, it } from 'vitest';
import { run } from '../support/process.ts';
import { buildGo } from './go-check.ts';
import { hostileBatch } from './hostile.ts';
import { alerts } from './samples.ts';

/** Tracee's own types (Apache-2.0), as a Go module. */
const folder = join(fileURLToPath(import.meta.url), '../tracee-check');
const found = await buildGo(folder, 'tracee-check');

interface Answer {
  event?: Record<string, unknown>;
  error?: string;
}

async function read(events: readonly unknown[]): Promise<Answer[]> {
  const input = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const { code, stdout, stderr } = await run(found.path ?? '', [], { input });
  expect(stderr).toEqual([]);
  expect(code).toBe(0);
  return stdout.map((line) => JSON.parse(line) as Answer);
}

/** Our event as JSON; Go leaves empty text out of these two objects. */
function expected(event: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(event), (key, value: unknown) => {
    if (key !== 'container' && key !== 'kubernetes') return value;
    const object = value as Record<string, unknown>;
    return Object.fromEntries(Object.entries(object).filter(([, text]) => text !== ''));
  });
}

describe.skipIf(found.missing !== undefined)(`Tracee's flat event ${found.missing ?? ''}`, () => {
  it('is read by Tracee and written again the same', async () => {
    const events = Object.values(alerts).map((alert) => toTraceeFlat(alert));
    const answers = await read(events);
    expect(answers.map(({ event, error }) => error ?? event)).toEqual(events.map(expected));
  });

  it('is that of hostile text too', async () => {
    const events = hostileBatch(150).map((alert) => toTraceeFlat(alert));
    const answers = await read(events);
    expect(answers.map(({ event, error }) => error ?? event)).toEqual(events.map(expected));
  });

  it('is refused with a key or a type that Tracee does not have', async () => {
    const event = toTraceeFlat(alerts['open']!);
    const [key, type] = await read([
      { ...event, extra: 1 },
      { ...event, hostProcessId: '1' },
    ]);
    expect(key?.error).toContain('unknown field "extra"');
    expect(type?.error).toContain('hostProcessId');
  });
});

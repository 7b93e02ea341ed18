import { EcsFlat, EcsVersion } from '@elastic/ecs';
import { toEcs, toEcsEvent } from '@keywarden/formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAlert } from './hostile.ts';
import { alerts, endOf, ends, fileEvents, otherEvents } from './samples.ts';

interface Field {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly allowed_values?: readonly { name: string; expected_event_types?: readonly string[] }[];
}

/** The field list that Elastic publishes. */
const fields = EcsFlat as unknown as Readonly<Record<string, Field>>;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Objects whose inside ECS leaves to the sender. */
function isOwn(name: string): boolean {
  return name === 'keywarden';
}

/** What ECS has against a document: a name it does not know, a value of another type, a list where none is. */
function faults(document: unknown, prefix = ''): string[] {
  return Object.entries(document as object).flatMap(([key, value]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (isOwn(name)) return [];
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined) return fieldFaults(name, field, value);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? faults(value, `${name}.`) : [`${name} is not a field`];
  });
}

function fieldFaults(name: string, field: Field, value: unknown): string[] {
  const isList = field.normalize.includes('array');
  if (isList !== Array.isArray(value)) return [`${name} is ${isList ? 'a list' : 'no list'}`];
  const values: unknown[] = isList ? (value as unknown[]) : [value];
  return values.flatMap((one) => (fits(field, one) ? [] : [`${name}: ${JSON.stringify(one)}`]));
}

function fits({ type, allowed_values: allowed }: Field, value: unknown): boolean {
  switch (type) {
    case 'keyword':
    case 'wildcard':
    case 'match_only_text':
      return (
        typeof value === 'string' &&
        (allowed === undefined || allowed.some(({ name }) => name === value))
      );
    case 'long':
      return Number.isSafeInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && DATE.test(value);
    default:
      return false;
  }
}

/** `event.type` has to be one that ECS expects in the category. */
function expectedTypes(document: ReturnType<typeof toEcs>): readonly string[] {
  const { category } = document.event as { category: [string] };
  const allowed = fields['event.category']?.allowed_values ?? [];
  return allowed.find(({ name }) => name === category[0])?.expected_event_types ?? [];
}

describe(`ECS ${EcsVersion}`, () => {
  it.each(Object.entries(alerts))('knows every field of the alert: %s', (_name, alert) => {
    const document = toEcs(alert, { cluster: 'prod' });
    expect(faults(document)).toEqual([]);
    expect(document.ecs).toEqual({ version: EcsVersion });
    const { type } = document.event as { type: [string] };
    expect(expectedTypes(document)).toContain(type[0]);
  });

  it.each(Object.entries(ends))('knows every field of the end of: %s', (_name, end) => {
    const document = toEcs(end, { cluster: 'prod' });
    expect(faults(document)).toEqual([]);
    expect(document).toMatchObject({
      '@timestamp': '2026-11-24T05:00:00.5Z',
      event: { kind: 'event', action: 'incident-resolved', reason: 'keys rotated', id: 'the-end' },
      keywarden: { status: 'resolved', resolution: { by: 'alice' } },
    });
    const { type } = document.event as { type: [string] };
    expect(expectedTypes(document)).toContain(type[0]);
  });

  it.each([...fileEvents, ...otherEvents].map((event) => [event.name, event] as const))(
    'knows every field of the event %s',
    (_name, event) => {
      const document = toEcsEvent(event);
      expect(faults(document)).toEqual([]);
      const { type } = document.event as { type: [string] };
      expect(expectedTypes(document)).toContain(type[0]);
    },
  );

  it('takes hostile text as it is, as JSON that is well-formed', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const document = toEcs(alert);
        expect(faults(document)).toEqual([]);
        expect(faults(toEcs(endOf(alert)))).toEqual([]);
        const json = JSON.stringify(document);
        expect(json.isWellFormed()).toBe(true);
        expect(json.length).toBeLessThan(2_000_000);
        const { description } = alert;
        if (description.isWellFormed() && description.length < 10_000) {
          expect((JSON.parse(json) as { message: string }).message).toBe(description);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('would not know a field that does not exist', () => {
    expect(faults({ file: { pathname: '/x' } })).toEqual(['file.pathname is not a field']);
    expect(faults({ event: { category: 'file' } })).toEqual(['event.category is a list']);
    expect(faults({ event: { kind: 'theft' } })).toEqual(['event.kind: "theft"']);
    expect(faults({ process: { pid: '1' } })).toEqual(['process.pid: "1"']);
  });
});

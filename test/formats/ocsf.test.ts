import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toOcsfFileActivity, toOcsfFinding } from '@keywarden/formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { askPython, ensurePython } from '../support/python.ts';
import { hostileAlert } from './hostile.ts';
import { alerts, endOf, ends, fileEvents, fullAlert, otherEvents } from './samples.ts';

/** OCSF's own definitions (1.8.0) as JSON Schema; MIT, with the definitions of OCSF inside. */
const found = await ensurePython(['ocsf-json-schema==1.2.0']);
const script = join(fileURLToPath(import.meta.url), '../ocsf-schema.py');
const OPTIONAL = ['container', 'linux/linux_users'];
const FINDING = ['security_control', 'datetime'];
const ACTIVITY = ['host', 'security_control', 'datetime'];

type Json = Record<string, unknown>;
type ClassName = 'detection_finding' | 'file_activity';

const validators = new Map<string, ValidateFunction>();

function keyOf(name: ClassName, profiles: readonly string[]): string {
  return `${name}: ${profiles.join(' ')}`;
}

/** What the schema of the class with exactly the profiles that the record claims has against it. */
function faults(name: ClassName, record: Json | undefined): unknown[] {
  const plain = JSON.parse(JSON.stringify(record)) as Json & { metadata?: { profiles?: string[] } };
  const validate = validators.get(keyOf(name, plain.metadata?.profiles ?? []));
  if (validate === undefined)
    return [`no schema for the profiles ${JSON.stringify(plain.metadata)}`];
  return validate(plain) ? [] : (validate.errors ?? ['invalid']);
}

describe.skipIf(found.missing !== undefined)(`OCSF 1.8.0 ${found.missing ?? ''}`, () => {
  beforeAll(async () => {
    const subsets = [[], ['container'], ['linux/linux_users'], OPTIONAL];
    const cases = subsets.flatMap((extra) => [
      { class: 'detection_finding' as const, profiles: [...FINDING, ...extra] },
      { class: 'file_activity' as const, profiles: [...ACTIVITY, ...extra] },
    ]);
    const schemas = await askPython<Json>(found.path ?? '', script, cases);
    for (const [index, { class: name, profiles }] of cases.entries()) {
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      validators.set(keyOf(name, profiles), ajv.compile(schemas[index] ?? false));
    }
  });

  it.each(Object.entries(alerts))('takes the finding of: %s', (_name, alert) => {
    for (const status of ['firing', 'resolved'] as const) {
      const finding = toOcsfFinding(alert, { status, productVersion: '1', cluster: 'prod' });
      expect(faults('detection_finding', finding)).toEqual([]);
      expect(finding.type_uid).toBe(2_004 * 100 + Number(finding.activity_id));
    }
  });

  it.each(Object.entries(ends))('takes the close of: %s', (_name, end) => {
    const finding = toOcsfFinding(end, { productVersion: '1', cluster: 'prod' });
    expect(faults('detection_finding', finding)).toEqual([]);
    expect(finding).toMatchObject({
      type_uid: 200_403,
      time: Date.parse('2026-11-24T05:00:00.5Z'),
      status: 'Resolved',
      status_detail: 'keys rotated',
      unmapped: { resolution: { by: 'alice' } },
    });
  });

  it.each(fileEvents.map((event) => [event.name, event] as const))(
    'takes the file activity of %s',
    (_name, event) => {
      const activity = toOcsfFileActivity(event, { productVersion: '1' });
      expect(faults('file_activity', activity)).toEqual([]);
      expect(activity?.type_uid).toBe(1_001 * 100 + Number(activity?.activity_id));
    },
  );

  it('has no file activity for events without a file', () => {
    expect(otherEvents.map((event) => toOcsfFileActivity(event))).toEqual(
      otherEvents.map(() => undefined),
    );
  });

  it('takes findings of hostile text, which stay below 256 KiB', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const finding = toOcsfFinding(alert);
        expect(faults('detection_finding', finding)).toEqual([]);
        expect(faults('detection_finding', toOcsfFinding(endOf(alert)))).toEqual([]);
        const activity = toOcsfFileActivity(alert.event);
        if (activity !== undefined) expect(faults('file_activity', activity)).toEqual([]);
        expect(JSON.stringify(finding).isWellFormed()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['class_uid'],
    ['category_uid'],
    ['type_uid'],
    ['activity_id'],
    ['severity_id'],
    ['time'],
    ['metadata'],
    ['metadata', 'version'],
    ['metadata', 'product'],
    ['finding_info'],
    ['finding_info', 'uid'],
    ['finding_info', 'analytic', 'type_id'],
    ['evidences', '0', 'file', 'name'],
    ['evidences', '0', 'file', 'type_id'],
    ['evidences', '0', 'actor', 'process', 'file', 'type_id'],
    ['evidences', '0', 'container', 'image', 'uid'],
    ['observables', '0', 'type_id'],
    ['device', 'type_id'],
    ['device', 'os', 'type_id'],
    ['remediation', 'desc'],
  ])('refuses a finding without %s %s %s', (...path) => {
    const finding = JSON.parse(JSON.stringify(toOcsfFinding(fullAlert))) as Json;
    const owner = path.slice(0, -1).reduce((at, key) => at[key] as Json, finding);
    const last = path.at(-1) ?? '';
    expect(owner).toHaveProperty(last);
    Reflect.deleteProperty(owner, last);
    expect(faults('detection_finding', finding)).not.toEqual([]);
  });

  it('refuses what OCSF does not know', () => {
    const finding = toOcsfFinding(fullAlert);
    expect(faults('detection_finding', { ...finding, extra: 1 })).not.toEqual([]);
    expect(faults('detection_finding', { ...finding, time: 'now' })).not.toEqual([]);
    expect(faults('detection_finding', { ...finding, severity_id: 42 })).not.toEqual([]);
  });
});

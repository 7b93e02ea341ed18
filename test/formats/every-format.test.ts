import type { Alert } from '@keywarden/contracts';
import {
  alertStructuredData,
  SYSLOG_MAX_BYTES,
  toCef,
  toCloudEvent,
  toEcs,
  toFalco,
  toHttpBinary,
  toKafkaBinary,
  toOcsfFinding,
  toStix,
  toSyslog5424,
  toTraceeEvent,
  toTraceeFlat,
} from '@keywarden/formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAlert } from './hostile.ts';
import { alerts } from './samples.ts';

/** The longest that each format makes of any alert, in UTF-16 code units. */
const MAX_JSON = 2_000_000;
const MAX_CEF = 80_000;

const jsonFormats: Record<string, (alert: Alert) => unknown> = {
  OCSF: (alert) => toOcsfFinding(alert),
  ECS: (alert) => toEcs(alert),
  CloudEvents: (alert) => toCloudEvent(alert, { source: '/x' }),
  'Tracee, flat': toTraceeFlat,
  'Tracee, v1beta1': toTraceeEvent,
  Falco: (alert) => toFalco(alert),
  STIX: toStix,
};

describe.each(Object.entries(jsonFormats))('%s', (_name, format) => {
  it('is bounded, well-formed JSON and the same each time, whatever the text is', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const json = JSON.stringify(format(alert));
        expect(json.length).toBeLessThan(MAX_JSON);
        expect(json.isWellFormed()).toBe(true);
        expect(Buffer.from(json).toString()).toBe(json);
        expect(json).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/);
        expect(JSON.stringify(format(structuredClone(alert)))).toBe(json);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what is not known, and writes no null for it', () => {
    const json = JSON.stringify(format(alerts.bare!));
    expect(json).not.toContain('undefined');
    expect(json).not.toMatch(/NaN|\[object/);
  });
});

describe('CEF and syslog', () => {
  it('are bounded single lines, and the same each time', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const line = toCef(alert);
        expect(line.length).toBeLessThan(MAX_CEF);
        expect(line).toBe(toCef(structuredClone(alert)));
        const frame = toSyslog5424({
          facility: 'local0',
          severity: 2,
          time: alert.time,
          hostname: alert.event.node,
          msgId: alert.signature.id,
          structuredData: [alertStructuredData(alert)],
          message: line,
        });
        expect(frame.length).toBeLessThanOrEqual(SYSLOG_MAX_BYTES);
        expect([...frame].some((byte) => byte < 0x20 || byte === 0x7f)).toBe(false);
        expect(Buffer.from(frame.toString())).toEqual(frame);
      }),
      { numRuns: 150 },
    );
  });
});

describe('headers', () => {
  it('are what HTTP and Kafka can carry', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const event = toCloudEvent(alert, { source: '/x' });
        for (const value of Object.values(toHttpBinary(event).headers)) {
          expect(value).toMatch(/^[ -~]*$/);
          expect(value.length).toBeLessThan(16_384);
        }
        for (const value of Object.values(toKafkaBinary(event).headers)) {
          expect(value.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('Falco', () => {
  it('is what falcosidekick accepts: text for pods, no empty field that it asks for', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const payload = toFalco(alert) as {
          priority: string;
          rule: string;
          time: string;
          output: string;
          output_fields: Record<string, unknown>;
        };
        expect(['Informational', 'Notice', 'Warning', 'Critical']).toContain(payload.priority);
        expect(Number.isNaN(Date.parse(payload.time))).toBe(false);
        expect(payload.output).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(payload.output_fields).not.toEqual({});
        for (const value of Object.values(payload.output_fields)) {
          expect(['string', 'number']).toContain(typeof value);
        }
        for (const name of ['k8s.ns.name', 'k8s.pod.name']) {
          expect(['string', 'undefined']).toContain(typeof payload.output_fields[name]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

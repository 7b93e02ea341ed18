import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { alertStructuredData, octetCounted, syslogSeverity, toSyslog5424 } from './syslog.js';

const base = {
  facility: 'authpriv',
  severity: 2,
  time: '2026-11-24T04:00:00.123456789Z',
  hostname: 'node-1',
  message: 'theft',
} as const;

describe('toSyslog5424', () => {
  it('has a header, structured data and a marked message', () => {
    const frame = toSyslog5424({ ...base, procId: '7', msgId: 'TRC-1018' });
    expect(frame.toString()).toBe(
      '<82>1 2026-11-24T04:00:00.123456Z node-1 keywarden 7 TRC-1018 - \ufefftheft',
    );
  });

  it('replaces what a field of the header cannot hold', () => {
    const frame = toSyslog5424({ ...base, hostname: 'a b\nc', appName: 'ü', bom: false });
    expect(frame.toString()).toContain(' a_b_c _ - - - theft');
    expect(toSyslog5424({ ...base, time: 'never' }).toString()).toMatch(/^<82>1 - node-1 /);
  });

  it('escapes parameters', () => {
    const structuredData = [{ id: 'x@1', params: [['a="]', '"\\]\n']] }] as const;
    expect(toSyslog5424({ ...base, structuredData }).toString()).toContain(
      '[x@1 a="\\"\\\\\\]\\\\x0a"]',
    );
  });

  it('cuts the message at a whole character and never the structured data', () => {
    const structuredData = [
      { id: 'big@1', params: [['a', 'x'.repeat(500)]] },
      { id: 'small@1', params: [['a', 'y']] },
    ] as const;
    const frame = toSyslog5424({
      ...base,
      structuredData,
      message: '😀'.repeat(200),
      maxBytes: 200,
    });
    expect(frame.length).toBeLessThanOrEqual(200);
    expect(frame.length).toBeGreaterThan(195);
    const shown = frame.toString();
    expect(shown).toContain(' [small@1 a="y"] ');
    expect(shown).toMatch(/(?:😀)+…$/u);
  });
});

describe('octetCounted', () => {
  it('counts bytes, not characters', () => {
    expect(octetCounted(Buffer.from('ü')).toString()).toBe('2 ü');
  });
});

describe('of an alert', () => {
  it('has what to filter by, and a severity', () => {
    const { id, params } = alertStructuredData(anAlert());
    expect(id).toBe('keywarden@32473');
    expect(params).toContainEqual(['signature', 'TRC-1018']);
    expect(syslogSeverity(anAlert())).toBe(2);
  });
});

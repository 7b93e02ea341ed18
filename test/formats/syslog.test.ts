import { alertStructuredData, octetCounted, toCef, toSyslog5424 } from '@keywarden/formats';
import { describe, expect, it } from 'vitest';
import { ensureDebianTool } from '../support/debian-tool.ts';
import { hostileBatch } from './hostile.ts';
import { throughRsyslog } from './rsyslog.ts';
import { alerts, ends } from './samples.ts';

const rsyslog = await ensureDebianTool({
  path: '/usr/sbin/rsyslogd',
  packages: ['rsyslog', 'liblognorm5', 'libestr0', 'libfastjson4'],
});

type AnyAlert = (typeof alerts)[string];

function frameOf(alert: AnyAlert, message: string): Buffer {
  return toSyslog5424({
    facility: 'authpriv',
    severity: 2,
    time: alert.time,
    hostname: alert.event.node,
    appName: 'keywarden',
    procId: '42',
    msgId: alert.signature.id,
    structuredData: [alertStructuredData(alert)],
    message,
    maxBytes: 65_536,
  });
}

/** As `oneLine` shows it. */
function shown(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (found) => {
    const code = found.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
}

describe.skipIf(rsyslog.missing !== undefined)(`RFC 5424 ${rsyslog.missing ?? ''}`, () => {
  it('is read by rsyslog in all its parts, for every kind of alert', async () => {
    const all = Object.values(alerts);
    const frames = all.map((alert) => octetCounted(frameOf(alert, toCef(alert))));
    const received = await throughRsyslog(rsyslog, frames);
    expect(received).toHaveLength(all.length);
    for (const [index, alert] of all.entries()) {
      expect(received[index]).toMatchObject({
        pri: '82',
        version: '1',
        time: alert.time.replace(/(\.\d{6})\d*Z$/, '$1Z'),
        host: 'node-1',
        app: 'keywarden',
        procid: '42',
        msgid: alert.signature.id,
        data: {
          'keywarden@32473': {
            id: alert.id,
            risk: String(alert.risk_score),
            path: alert.credential.canonical_path,
          },
        },
      });
      expect(received[index]?.msg.replace(/^\ufeff/, '')).toBe(toCef(alert));
    }
  });

  it('is read by rsyslog with the status of an end', async () => {
    const all = Object.values(ends);
    const frames = all.map((end) => octetCounted(frameOf(end, toCef(end))));
    const received = await throughRsyslog(rsyslog, frames);
    expect(received).toHaveLength(all.length);
    for (const [index, end] of all.entries()) {
      expect(received[index]?.data).toMatchObject({ 'keywarden@32473': { status: 'resolved' } });
      expect(received[index]?.msg.replace(/^\ufeff/, '')).toBe(toCef(end));
    }
  });

  it('keeps hostile text in its own parameter and its own frame', async () => {
    const batch = hostileBatch(150);
    const frames = batch.map((alert) => octetCounted(frameOf(alert, alert.description)));
    const received = await throughRsyslog(rsyslog, frames);
    expect(received).toHaveLength(batch.length);
    for (const [index, alert] of batch.entries()) {
      const { description, credential } = alert;
      const got = received[index];
      expect(Object.keys(got?.data ?? {})).toEqual(['keywarden@32473']);
      const path = credential.canonical_path.toWellFormed();
      const parameters = Object.values(got?.data ?? {})[0] as Record<string, string> | undefined;
      if (path.length <= 1_000) expect(parameters?.path).toBe(shown(path));
      if (description.length < 10_000) {
        expect(got?.msg.replace(/^\ufeff/, '')).toBe(shown(description.toWellFormed()));
      }
    }
  });
});

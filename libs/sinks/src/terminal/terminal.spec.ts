import { EventEmitter } from 'node:events';
import type { KernelEvent } from '@keywarden/contracts';
import { anAlert, anOpenEvent, aProcess, deliverOne } from '@keywarden/testing';
import { notificationOf } from '@keywarden/routing';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { terminalConfig } from './config.js';
import { TerminalSink, type TerminalOutput } from './terminal.js';
import { visible } from './visible.js';

class FakeOutput extends EventEmitter implements TerminalOutput {
  text = '';
  fails: Error | undefined;
  constructor(readonly isTTY: boolean) {
    super();
  }
  write(text: string, done: (error?: Error | null) => void): boolean {
    this.text += text;
    if (this.fails !== undefined) this.emit('error', this.fails);
    done(this.fails ?? null);
    return true;
  }
}

const never = new AbortController().signal;
const hostile = '/etc/\u001b[2J\u001b]0;owned\u0007/\n  FAKE ALERT\r\u009b1m\u202eyek.ac';

describe('TerminalSink', () => {
  let output: FakeOutput;
  beforeEach(() => {
    output = new FakeOutput(false);
  });
  const sink = (settings: object = {}, env: NodeJS.ProcessEnv = {}) =>
    new TerminalSink(terminalConfig.parse({ type: 'terminal', ...settings }), output, env);

  it('tells the whole story', async () => {
    const alert = anAlert({
      evasions: ['comm_spoof'],
      lineage: [
        { pid: 30, start_time: 3, comm: 'cat', argv: ['cat', 'ca.key'] },
        { pid: 20, start_time: 2, comm: 'sh', exited_at: '2026-11-24T04:00:01Z' },
        { pid: 10, start_time: 1, comm: 'sshd' },
      ],
      lineage_incomplete: true,
    });
    expect(await deliverOne(sink(), alert, never)).toEqual({ outcome: 'delivered' });
    for (const part of [
      alert.title,
      alert.signature.id,
      `risk ${String(alert.risk_score)}/100`,
      alert.credential.canonical_path,
      'cat[30]',
      'sh[20]  sh  (exited 2026-11-24T04:00:01Z)',
      'sshd[10]',
      'some ancestors are unknown',
      'comm_spoof',
      alert.id,
      alert.incident_id,
      ...alert.mitigations.map(({ control }) => control),
    ]) {
      expect(output.text).toContain(part);
    }
  });

  it('tells where the reader came from and how far the incident has come', async () => {
    const alert = anAlert({
      origin: {
        entry_point: 'ssh',
        entry_process: { pid: 20, start_time: 2, comm: 'bash' },
        session_leader: { pid: 21, start_time: 3, comm: 'sh\u001b[2J' },
        login_uid: 1000,
        login_user: 'eve',
      },
      incident: {
        opened_at: '2026-11-24T03:00:00Z',
        alert_number: 2,
        event_count: 7,
        credentials: ['/a', '/b', '/c'],
        stage: 'escalated',
        reason: 'exfiltration suspected: 192.0.2.1:443',
      },
      related: ['node-1/boot/9'],
    });
    await deliverOne(sink(), alert, never);
    for (const part of [
      'ssh, logged in as eve, began with bash[20], session of sh',
      'escalated: exfiltration suspected: 192.0.2.1:443',
      'alert 2, events 7, credentials 3, open since 2026-11-24T03:00:00Z',
      'related event node-1/boot/9',
    ]) {
      expect(output.text).toContain(part);
    }
    expect(output.text).not.toContain('\u001b[2J');
  });

  it('tells of a blind sensor what is missing and since when it is', async () => {
    const event: KernelEvent = {
      ...anOpenEvent(),
      name: 'sensor_status',
      data: {
        state: 'blind',
        detail: 'the rename of the canary was not seen',
        canary: { last_proof: '2026-11-24T03:59:00Z', latency_ms: 2, rounds: 9, missed: 1 },
        lost: { ring_full: 3 },
        first_seq: 1,
        uptime_ms: 1,
        watched: { files: 0, directories: 0, filesystems: 0 },
        captured: 0,
        published: 0,
        filtered: 0,
        queued: 0,
      },
    };
    await deliverOne(sink(), anAlert({ event, lineage: [] }), never);
    for (const part of [
      'every one on node node-1',
      'blind on node node-1, backend syscall',
      'the rename of the canary was not seen',
      'last proved to see at 2026-11-24T03:59:00Z',
      'lost so far: ring_full 3',
    ]) {
      expect(output.text).toContain(part);
    }
  });

  it('shows hostile names as text and lets none act on the terminal', async () => {
    const event = anOpenEvent({
      process: aProcess({ comm: hostile, argv: ['cat', hostile] }),
      data: { pathname: hostile, flags: 'O_RDONLY', flags_number: 0 },
    });
    const alert = anAlert({ event, title: hostile, description: hostile });
    await deliverOne(sink(), alert, never);
    expect(output.text.match(/[^\P{C}\n]/gu)).toBeNull();
    expect(output.text).toContain('\\x1b[2J');
    expect(output.text).not.toMatch(/^ {2}FAKE ALERT/m);
  });

  it('is coloured on a terminal, not for NO_COLOR, a dumb terminal or a pipe', async () => {
    const coloured = async (isTTY: boolean, env: NodeJS.ProcessEnv, settings = {}) => {
      output = new FakeOutput(isTTY);
      await deliverOne(sink(settings, env), anAlert(), never);
      return output.text.includes('\u001b[');
    };
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(true, { TERM: 'dumb' })).toBe(false);
    expect(await coloured(false, {})).toBe(false);
    expect(await coloured(false, {}, { colour: 'always' })).toBe(true);
  });

  it.each([
    ['repeat', 'STILL OPEN'],
    ['escalation', 'NOT ACKNOWLEDGED'],
    ['unmuted', 'NO LONGER MUTED'],
    ['test', 'TEST'],
  ] as const)('says above the alert why it is shown: %s', async (reason, words) => {
    const alert = anAlert();
    const notification = { ...notificationOf(alert, alert.time), reason, muted: 3 };
    await sink().deliver([notification], never);
    const [head = ''] = output.text.split('\n');
    expect(head).toContain(` ${words} `);
    expect(head).toContain(reason === 'test' ? 'nothing was stolen' : '3 were muted');
    expect(output.text).toContain(alert.credential.canonical_path);
    expect(output.text.includes(`TEST: ${alert.title}`)).toBe(reason === 'test');
  });

  it('tells the end of an incident in a few words, none of which acts on the terminal', async () => {
    const alert = anAlert();
    const resolution = { by: hostile, reason: hostile, time: '2026-11-24T05:00:00Z' };
    const notification = {
      ...notificationOf(alert, alert.time),
      status: 'resolved' as const,
      reason: 'resolved' as const,
      resolution,
    };
    await sink().deliver([notification], never);
    expect(output.text).toContain(` RESOLVED  incident ${alert.incident_id}, by /etc/\\x1b[2J`);
    expect(output.text.match(/[^\P{C}\n]/gu)).toBeNull();
    expect(output.text.split('\n')).toHaveLength(4);

    output.text = '';
    await sink({ format: 'json' }).deliver([notification], never);
    expect(JSON.parse(output.text)).toMatchObject({
      id: alert.id,
      notification: { status: 'resolved', reason: 'resolved', resolution },
    });
  });

  it('prints one JSON object a line', async () => {
    const alert = anAlert({ title: hostile });
    await deliverOne(sink({ format: 'json' }), alert, never);
    expect(output.text.endsWith('\n')).toBe(true);
    expect(output.text.trimEnd()).not.toContain('\n');
    expect(JSON.parse(output.text)).toEqual(alert);
  });

  it('rejects when the pipe is closed, instead of ending the process', async () => {
    output.fails = new Error('EPIPE');
    const result = await deliverOne(sink(), anAlert(), never);
    expect(result).toEqual({ outcome: 'rejected', reason: 'cannot write: EPIPE' });
  });
});

describe('visible', () => {
  it('never lets a control, format or surrogate character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it('keeps ordinary text, and says when it cuts', () => {
    expect(visible('/etc/kubernetes/ä 日本.key \\x1b')).toBe('/etc/kubernetes/ä 日本.key \\x1b');
    expect(visible('x'.repeat(5_000))).toMatch(/^x{1000}… \(5000 characters\)$/);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cefHeader, cefValue, toCef } from '@keywarden/formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../support/process.ts';
import { askPython, ensurePython } from '../support/python.ts';
import { tempDir } from '../support/temp.ts';
import { ensureDebianTool } from '../support/debian-tool.ts';
import { hostileBatch, hostileText } from './hostile.ts';
import { alerts, endOf, ends } from './samples.ts';

/** The CEF parser of rsyslog. */
const normalizer = await ensureDebianTool({
  path: '/usr/bin/lognormalizer',
  packages: ['liblognorm-utils', 'liblognorm5', 'libestr0', 'libfastjson4'],
});
/** The extension dictionary of CEF, as a library that makes CEF has it. */
const python = await ensurePython(['cefevent==0.5.6']);
const script = join(fileURLToPath(import.meta.url), '../cef-check.py');

interface Parsed {
  DeviceVendor: string;
  DeviceProduct: string;
  SignatureID: string;
  Name: string;
  Severity: string;
  Extensions: Record<string, string>;
}

/**
 * What rsyslog's parser reads of each line. It drops the first character of the extension, taking it for a
 * space, so that it is given one.
 */
async function parse(lines: readonly string[]): Promise<(Parsed | undefined)[]> {
  const rules = join(tempDir('cef'), 'cef.rulebase');
  writeFileSync(rules, 'version=2\nrule=:%f:cef%\n');
  const input = lines.map((line) => `${withSpace(line)}\n`).join('');
  const env = normalizer.libraries === undefined ? {} : { LD_LIBRARY_PATH: normalizer.libraries };
  const args = ['-r', rules, '-e', 'json'];
  const { stdout } = await run(normalizer.path ?? '', args, { input, env });
  expect(stdout).toHaveLength(lines.length);
  return stdout.map((line) => (JSON.parse(line) as { f?: Parsed }).f);
}

function withSpace(line: string): string {
  return line.replace(/^(CEF:0(?:\|(?:\\.|[^|\\])*){6}\|)/, '$1 ');
}

describe.skipIf(normalizer.missing !== undefined)(
  `CEF, read by liblognorm ${normalizer.missing ?? ''}`,
  () => {
    it('has the fields of every kind of alert', async () => {
      const all = Object.values(alerts);
      const parsed = await parse(all.map((alert) => toCef(alert, { productVersion: '1.0' })));
      for (const [index, alert] of all.entries()) {
        expect(parsed[index]).toMatchObject({
          DeviceVendor: 'Keywarden',
          SignatureID: alert.signature.id,
          Name: alert.signature.name,
          Extensions: {
            rt: String(Date.parse(alert.time)),
            externalId: alert.id,
            dvchost: alert.event.node,
            msg: alert.description,
            cn1: String(alert.risk_score),
            cn1Label: 'riskScore',
          },
        });
      }
    });

    it('makes the end of an incident an event class of its own', async () => {
      const all = Object.values(ends);
      const parsed = await parse(all.map((end) => toCef(end)));
      for (const [index, { signature }] of all.entries()) {
        expect(parsed[index]).toMatchObject({
          SignatureID: `${signature.id}-resolved`,
          Severity: '1',
          Extensions: {
            rt: String(Date.parse('2026-11-24T05:00:00.5Z')),
            end: String(Date.parse('2026-11-24T05:00:00.5Z')),
            act: 'resolved',
            reason: 'keys rotated',
          },
        });
      }
    });

    it('keeps hostile text of an end in its own field', async () => {
      const batch = hostileBatch(100).map((alert) => {
        const reason = alert.description;
        return { ...endOf(alert), resolution: { by: reason, reason, time: alert.time } };
      });
      const parsed = await parse(batch.map((end) => toCef(end)));
      for (const [index, { resolution }] of batch.entries()) {
        const { act, reason } = parsed[index]?.Extensions ?? {};
        expect([act, reason]).toEqual(['resolved', shown(resolution.reason, 1_023) || undefined]);
      }
    });

    it('keeps hostile text in its own field, and adds no field', async () => {
      const batch = hostileBatch(200);
      const lines = batch.map((alert) => toCef(alert));
      for (const line of lines) expect(line).not.toMatch(/[\n\r]/);
      const parsed = await parse(lines);
      const names = new Set(Object.keys((await parse([toCef(alerts.full!)]))[0]?.Extensions ?? {}));
      names.add('oldFilePath');
      for (const [index, alert] of batch.entries()) {
        const fields = parsed[index]?.Extensions ?? {};
        expect(fields.msg, lines[index]).toBe(shown(alert.description, 1_023) || undefined);
        expect(fields.reason).toBe(shown(alert.verdict.reason, 1_023) || undefined);
        for (const name of Object.keys(fields)) expect(names).toContain(name);
      }
    });

    it('gives every text back that it is given', async () => {
      const texts = fc.sample(hostileText, { numRuns: 300, seed: 7 });
      const lines = texts.map(
        (value) => `CEF:0|a|b|c|d|${cefHeader(value)}|5|x=1 msg=${cefValue(value, 1_000)} y=2`,
      );
      const parsed = await parse(lines);
      for (const [index, value] of texts.entries()) {
        const { Name: name, Extensions: fields } = parsed[index] ?? {};
        expect(fields).toEqual({ x: '1', msg: shown(value, 1_000), y: '2' });
        expect(name).toBe(shown(value, 512).replace(/\n/g, '\\x0a').replace(/\r/g, '\\x0d'));
      }
    });
  },
);

describe.skipIf(python.missing !== undefined)(`CEF's dictionary ${python.missing ?? ''}`, () => {
  it('has each key, and each value is of its type and length', async () => {
    const all = [...Object.values(alerts), ...Object.values(ends)];
    const lines = all.map((alert) => toCef(alert, { cluster: 'prod' }));
    const pairs = (await parse(lines)).map((one) => one?.Extensions);
    expect(await askPython(python.path ?? '', script, pairs)).toEqual(pairs.map(() => []));
  });

  it('does not have a key of our own invention', async () => {
    expect(await askPython(python.path ?? '', script, [{ riskScore: '1' }])).toEqual([
      ['riskScore'],
    ]);
  });
});

/** What a value is shown as: cut, well-formed, and other control characters than line ends as `\xHH`. */
function shown(value: string, max: number): string {
  const cut = value.length > max ? cutAt(value, max) : value.toWellFormed();
  return cut.replace(
    /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/g,
    (found) => {
      const code = found.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
    },
  );
}

function cutAt(value: string, max: number): string {
  const kept = value.slice(0, max - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`.toWellFormed();
}

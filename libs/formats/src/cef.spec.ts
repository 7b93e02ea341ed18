import { anAlert, anOpenEvent, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { cefHeader, cefValue, toCef } from './cef.js';

describe('toCef', () => {
  it('is one line of header and extension', () => {
    const line = toCef(anAlert(), { productVersion: '1.2.3', cluster: 'prod' });
    expect(line).toMatch(
      /^CEF:0\|Keywarden\|Keywarden\|1\.2\.3\|TRC-1018\|k8s_cert_theft\|8\|rt=\d+ /,
    );
    expect(line).toContain(' filePath=/etc/kubernetes/pki/ca.key fname=ca.key ');
    expect(line).toContain(' cn1Label=riskScore cn1=85 ');
    expect(line).toContain(' flexString2Label=cluster flexString2=prod ');
  });

  it('escapes a pipe in the header and leaves it alone in the extension', () => {
    const signature = { ...anAlert().signature, name: 'a|b\\c=d' };
    const event = anOpenEvent({ data: { pathname: '/a|b=c\\d\ne' } });
    const line = toCef(anAlert({ signature, event }));
    expect(line).toContain('|a\\|b\\\\c=d|8|');
    expect(line).toContain(' filePath=/a|b\\=c\\\\d\\ne ');
    expect(line).not.toContain('\n');
  });

  it('has both names of a rename', () => {
    const line = toCef(anAlert({ event: aRenameEvent() }));
    expect(line).toContain(' act=rename filePath=/tmp/x fname=x ');
    expect(line).toContain(' oldFilePath=/etc/kubernetes/pki/ca.key ');
  });
});

describe('the escapes', () => {
  it('show control characters', () => {
    expect(cefValue('a\u0000b\u001b[31m', 100)).toBe('a\\\\x00b\\\\x1b[31m');
    expect(cefHeader('a\nb')).toBe('a\\\\x0ab');
  });

  it('cut before they escape', () => {
    expect(cefValue('=====', 3)).toBe('\\=\\=…');
    expect(cefValue('😀😀', 3)).toBe('😀…');
  });
});

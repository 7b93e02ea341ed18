import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alertStructuredData,
  syslogSeverity,
  toCef,
  toCloudEvent,
  toEcs,
  toFalco,
  toKafkaBinary,
  toOcsfFinding,
  toStix,
  toSyslog5424,
  toTraceeEvent,
  toTraceeFlat,
} from '@keywarden/formats';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { exampleAlert as alert } from './samples.ts';

const page = join(repositoryRoot, 'docs/integration/formats.md');
const { key, headers } = toKafkaBinary(toCloudEvent(alert, { source: '/keywarden/production' }));

/** What each `<!-- example:NAME -->` of the page is followed by. */
const examples: Record<string, { language: string; text: string }> = {
  ocsf: json(toOcsfFinding(alert, { productVersion: '0.1.0', cluster: 'production' })),
  ecs: json(toEcs(alert, { cluster: 'production' })),
  cef: { language: 'text', text: toCef(alert, { productVersion: '0.1.0' }) },
  syslog: {
    language: 'text',
    text: toSyslog5424({
      facility: 'authpriv',
      severity: syslogSeverity(alert),
      time: alert.time,
      hostname: alert.event.node,
      msgId: alert.signature.id,
      structuredData: [alertStructuredData(alert)],
      message: alert.title,
      bom: false,
    }).toString(),
  },
  cloudevents: json({ key, headers, value: '(the alert)' }),
  'tracee-flat': json(toTraceeFlat(alert)),
  'tracee-event': json(toTraceeEvent(alert)),
  falco: json(toFalco(alert)),
  stix: json(toStix(alert)),
};

function json(value: unknown): { language: string; text: string } {
  return { language: 'json', text: JSON.stringify(value, null, 2) };
}

/** The page with each example as it is made now. */
async function filled(text: string): Promise<string> {
  const seen = new Set<string>();
  const raw = text.replace(
    /(<!-- example:([\w-]+) -->\n)(?:\n```[\s\S]*?\n```\n)?/g,
    (_whole, mark: string, name: string) => {
      const example = examples[name];
      if (example === undefined) throw new Error(`there is no example "${name}"`);
      seen.add(name);
      return `${mark}\n\`\`\`${example.language}\n${example.text}\n\`\`\`\n`;
    },
  );
  expect([...seen].sort()).toEqual(Object.keys(examples).sort());
  return format(raw, { ...(await resolveConfig(page)), filepath: page });
}

it('docs/integration/formats.md shows what is made (KEYWARDEN_UPDATE_DOCS=1 writes it)', async () => {
  const text = readFileSync(page, 'utf8');
  const now = await filled(text);
  if (process.env.KEYWARDEN_UPDATE_DOCS === '1') writeFileSync(page, now);
  else expect(text).toBe(now);
});

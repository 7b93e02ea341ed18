import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { publishedJsonSchemas } from './json-schema.js';
import { parseAlert, parseKernelEvent } from './parse.js';

const docs = new URL('../../../docs/', import.meta.url);
const schemas = publishedJsonSchemas();

function validator(name: string): (value: unknown) => string {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  const validate = ajv.compile(schemas[name] ?? {});
  return (value) => (validate(value) ? 'valid' : ajv.errorsText(validate.errors));
}

/** The `json` examples of a documentation page. */
function examples(page: string): string[] {
  const text = readFileSync(new URL(page, docs), 'utf8');
  return [...text.matchAll(/^```json\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}

describe('the published JSON Schemas', () => {
  it.each(Object.keys(schemas))('%s is valid draft 2020-12', (name) => {
    const schema = schemas[name] ?? {};
    expect(schema).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema');
    const ajv = new Ajv2020();
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  });

  it('describe every example of docs/events.md, one per event name', () => {
    const check = validator('event-1.schema.json');
    const names = examples('events.md').map((text) => {
      expect(check(JSON.parse(text)), text).toBe('valid');
      return parseKernelEvent(text).name;
    });
    expect(new Set(names)).toEqual(
      new Set([
        'security_file_open',
        'security_inode_rename',
        'security_inode_link',
        'sched_process_fork',
        'sched_process_exec',
        'sched_process_exit',
        'sensor_status',
        'service_status',
      ]),
    );
  });

  it('describe every example of docs/alerts.md', () => {
    const check = validator('alert-1.schema.json');
    const found = examples('alerts.md');
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) {
      expect(check(JSON.parse(text)), text).toBe('valid');
      expect(parseAlert(text).signature.id).toBe('TRC-1018');
    }
  });

  it('refuse a message that the parser refuses', () => {
    const check = validator('event-1.schema.json');
    expect(check({ schema: 'keywarden.event/1', name: 'security_file_open' })).not.toBe('valid');
    expect(check(null)).not.toBe('valid');
  });
});

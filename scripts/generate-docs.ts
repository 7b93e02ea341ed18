/**
 * Writes docs/schemas/*.schema.json, docs/schemas/topics.json and the field tables of docs/events.md and docs/alerts.md from
 * the message schemas of libs/contracts, and the schema of a policy file from libs/signature (both
 * built: `tsc -b libs/signature`). With `--check` it writes
 * nothing and fails when a page is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedJsonSchemas, TOPIC_CATALOGUE } from '@keywarden/contracts';
import { policyJsonSchema } from '@keywarden/signature';
import { format, resolveConfig } from 'prettier';
import { renderTable, type JsonSchema } from './lib/schema-table.ts';

const DOCS = new URL('../docs/', import.meta.url);
const schemas = publishedJsonSchemas() as Record<string, JsonSchema>;

/** What each `<!-- generated:NAME -->` block of a page holds. */
function blocks(): Record<string, string> {
  const variants = schemas['event-1.schema.json']?.oneOf ?? [];
  const alert = schemas['alert-1.schema.json'];
  const [first] = variants;
  if (first === undefined || alert === undefined) throw new Error('the schemas have changed shape');
  const result: Record<string, string> = {
    envelope: renderTable(first, { skip: ['name', 'process', 'data'] }),
    process: renderTable(property(first, 'process')),
    alert: renderTable(alert, { opaque: { event: 'KernelEvent' } }),
  };
  for (const variant of variants) {
    const name = String(property(variant, 'name').const);
    result[name] = renderTable(property(variant, 'data'));
  }
  return result;
}

function property(schema: JsonSchema, name: string): JsonSchema {
  const found = schema.properties?.[name];
  if (found === undefined) throw new Error(`the schema has no "${name}"`);
  return found;
}

/** The page with every generated block replaced; a block that nothing generates is an error. */
function fill(page: string, tables: Record<string, string>): string {
  return page.replace(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_whole, open: string, name: string, close: string) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`no table is generated for "${name}"`);
      return `${open}\n${table}\n${close}`;
    },
  );
}

async function render(): Promise<Map<string, string>> {
  const tables = blocks();
  const files = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    files.set(`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  for (const page of ['events.md', 'alerts.md']) {
    const filepath = fileURLToPath(new URL(page, DOCS));
    const text = fill(readFileSync(filepath, 'utf8'), tables);
    files.set(page, await format(text, { ...(await resolveConfig(filepath)), filepath }));
  }
  const catalogue = JSON.stringify(TOPIC_CATALOGUE);
  const topics = fileURLToPath(new URL('schemas/topics.json', DOCS));
  files.set(
    'schemas/topics.json',
    await format(catalogue, { ...(await resolveConfig(topics)), filepath: topics }),
  );
  files.set('schemas/policy-1.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
  return files;
}

function current(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, DOCS), 'utf8');
  } catch {
    return undefined;
  }
}

const isCheck = process.argv.includes('--check');
const stale = [...(await render())].filter(([name, text]) => current(name) !== text);
mkdirSync(new URL('schemas/', DOCS), { recursive: true });
for (const [name, text] of stale) {
  if (!isCheck) writeFileSync(new URL(name, DOCS), text);
  console.log(`docs/${name} ${isCheck ? 'is out of date' : 'written'}`);
}
if (isCheck && stale.length > 0) {
  console.error('Run: npx tsc -b libs/signature && node scripts/generate-docs.ts');
  process.exitCode = 1;
}

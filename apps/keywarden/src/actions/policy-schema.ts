import { policyTests, sitePolicy } from '@keywarden/signature';
import { z } from 'zod';
import { EXIT_CODES } from '../exit-codes.js';

/** Prints the JSON Schema of policy files, or of policy tests. */
export function printSchema(tests: boolean): number {
  const schema = tests ? policyTests : sitePolicy;
  process.stdout.write(`${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`);
  return EXIT_CODES.ok;
}

import { expect, it } from 'vitest';
import { ensureHelm } from './helm.ts';
import { run } from './process.ts';

it('Helm is there and answers', { timeout: 900_000 }, async (context) => {
  const helm = await ensureHelm();
  context.skip(helm.missing !== undefined, helm.missing);
  const { code, stdout } = await run(helm.path ?? '', ['version', '--template', '{{.Version}}']);
  expect(code).toBe(0);
  expect(stdout.join('')).toMatch(/^v3\.22/);
});

import { expect, it } from 'vitest';
import { keywarden } from '../cli/keywarden.ts';

it('doctor writes no colours into a pipe, also where CI is set', async () => {
  const { stdout } = await keywarden(['doctor'], { env: { CI: 'true' } });
  expect(stdout).toContain('backend');
  expect(stdout).not.toContain('\u001b');
});

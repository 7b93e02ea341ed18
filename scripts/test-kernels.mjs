// `npm run test:kernels`: the whole kernel matrix, in virtual machines.
//   -- --kernel 6.12         one kernel (5.10, 6.1, 6.12, newest); may be given again
//   -- --update-verifier     write test/kernels/verifier.json anew instead of comparing with it
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string', multiple: true },
    'update-verifier': { type: 'boolean' },
  },
});
const { status } = spawnSync(
  'vitest',
  ['run', '--config', 'vitest.integration.config.ts', 'test/kernels/matrix.test.ts'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      KEYWARDEN_KERNELS: values.kernel?.join(',') ?? 'all',
      ...(values['update-verifier'] === true ? { KEYWARDEN_UPDATE_VERIFIER: '1' } : {}),
    },
  },
);
process.exitCode = status ?? 1;

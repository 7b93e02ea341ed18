import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOWED_EXECUTABLE } from './acceptance.ts';
import type { ScratchHost } from './scratch-host.ts';

/** A site policy that lets one executable read everything. */
export function writePolicy(folder: string, host: ScratchHost): string {
  const file = join(folder, 'policy.yaml');
  writeFileSync(
    file,
    [
      'rules:',
      '  - name: e2e-backup',
      '    reason: The backup job of these tests.',
      '    reader:',
      `      exe: [${JSON.stringify(host.path(ALLOWED_EXECUTABLE))}]`,
      '',
    ].join('\n'),
  );
  return file;
}

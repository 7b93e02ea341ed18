// Plays the attack table without a test runner: `node run.ts --backend fentry [--only id] [--json]`.
// Prints TAP, a table, and `ATTACKS seen=N missed=N benign=N noisy=N`; exits 1 when an attack was
// missed, a benign twin raised an alert, or a program failed.
import { parseArgs } from 'node:util';
import { attackPrograms } from './programs.ts';
import { printResults, printTap } from './report.ts';
import { Session } from './session.ts';
import { isTableBackend } from './scenario.ts';
import { ATTACKS, TWINS } from './table.ts';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'syscall' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
});
const { backend, only } = values;
if (!isTableBackend(backend)) throw new Error(`no such backend: ${backend}`);

const isWanted = ({ id }: { id: string }): boolean => only?.includes(id) ?? true;
const session = await Session.open(backend, {
  programs: await attackPrograms(),
  attacks: ATTACKS.filter(isWanted),
  twins: TWINS.filter(isWanted),
});
try {
  const results = await session.playAll(values.json ? () => undefined : printTap);
  process.exitCode = printResults(results, backend, values.json) ? 0 : 1;
} finally {
  await session.close();
}

import { SCENARIOS } from './acceptance.ts';
import { startAllInOne } from './all-in-one.ts';

/**
 * The acceptance list against `keywarden run` without a test runner, for a virtual machine:
 * `node acceptance-script.ts --backend fentry`. Prints TAP-like lines and a last line
 * `SCENARIOS passed=N failed=N`; exits with 1 when one failed.
 */
const backend = process.argv[process.argv.indexOf('--backend') + 1] ?? 'auto';
const keywarden = await startAllInOne({ args: ['--backend', backend] });
let failed = 0;
for (const [index, scenario] of SCENARIOS.entries()) {
  const label = `${String(index + 1)} - ${scenario.name}`;
  try {
    await scenario.run(keywarden);
    console.log(`ok ${label}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok ${label}\n${String(error)}`);
  }
}
const wrong = keywarden.alerts().filter((alert) => alert.event.backend !== backend);
if (wrong.length > 0) {
  failed += 1;
  console.log(`not ok - every event comes from ${backend}: ${JSON.stringify(wrong[0]?.event)}`);
}
await keywarden.close();
console.log(`SCENARIOS passed=${String(SCENARIOS.length - failed)} failed=${String(failed)}`);
process.exitCode = failed === 0 ? 0 : 1;

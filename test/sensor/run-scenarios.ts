// Plays the scenarios without a test runner: `node run-scenarios.ts --backend fentry`. Prints TAP
// lines and `SCENARIOS passed=N failed=N`; exits 1 when one failed. A compiled `attempts` beside
// attempts.c is used where there is no C compiler.
import { parseArgs } from 'node:util';
import { type BackendName, BACKENDS } from '@keywarden/sensor';
import { Lab, SkipScenario } from './lab.ts';
import { scenarios } from './scenarios.ts';

const { values } = parseArgs({ options: { backend: { type: 'string' } } });
const wanted = values.backend ?? process.env.KEYWARDEN_BACKEND ?? 'syscall';
const backend: BackendName = BACKENDS.find((name) => name === wanted) ?? 'syscall';

let passed = 0;
let failed = 0;
let number = 0;
const lab = await Lab.open(backend);
for (const scenario of scenarios) {
  number += 1;
  const title = `${String(number)} - ${scenario.name}`;
  if (scenario.backends?.includes(backend) === false) {
    console.log(`ok ${title} # SKIP not visible to ${backend}`);
    continue;
  }
  try {
    await scenario.run(lab);
    passed += 1;
    console.log(`ok ${title}`);
  } catch (error) {
    if (error instanceof SkipScenario) {
      console.log(`ok ${title} # SKIP no such call on this kernel`);
      continue;
    }
    failed += 1;
    console.log(`not ok ${title}`);
    console.log(
      `# ${String(error instanceof Error ? error.stack : error).replaceAll('\n', '\n# ')}`,
    );
  }
}
const { emitted, received, lost } = lab.sensor.counters();
console.log(`# counters ${JSON.stringify({ emitted, received, lost })}`);
await lab.close();
console.log(`SCENARIOS passed=${String(passed)} failed=${String(failed)}`);
process.exitCode = failed === 0 ? 0 : 1;

import { writeFileSync } from 'node:fs';

/**
 * A vitest reporter that writes { passed, failed, skipped: [{ name, reason }] } to the file named by
 * KEYWARDEN_COUNTS_FILE. vitest's own JSON report has no reasons for skips, and a hook or a file that
 * fails before its tests is not among its failed tests; here it counts as one failure.
 */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      counts.failed += hasOwnErrors(module) ? 1 : 0;
      for (const suite of module.children.allSuites()) {
        counts.failed += hasOwnErrors(suite) ? 1 : 0;
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') {
          counts.passed += 1;
        } else if (result.state === 'failed') {
          counts.failed += 1;
        } else {
          counts.skipped.push({ name: test.fullName, reason: result.note ?? 'no reason given' });
        }
      }
    }
    writeFileSync(process.env.KEYWARDEN_COUNTS_FILE ?? '', JSON.stringify(counts));
  }
}

function hasOwnErrors(entity) {
  return entity.errors().length > 0;
}

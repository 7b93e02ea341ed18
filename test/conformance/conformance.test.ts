import { describe, expect, it } from 'vitest';
import type { Case } from './support/case.ts';
import { answerOf, credentialAt, verdictOf } from './support/judge-case.ts';
import { CLASSES } from './tables/index.ts';

/** What a verdict shows, next to what a row expects. */
function shown(row: Case) {
  const verdict = verdictOf(row);
  const answer = row.expected === 'alert' ? verdict.outcome : answerOf(verdict);
  const evasions = verdict.outcome === 'alert' ? verdict.evasions : [];
  return {
    kind: row.kind === undefined ? undefined : credentialAt(row)?.kind,
    answer,
    evasions: (row.evasions ?? []).filter((evasion) => evasions.includes(evasion)),
  };
}

describe.each(Object.entries(CLASSES))('%s', (_name, cases) => {
  it.each(cases.map((row) => [`${row.title} [${row.fact}]`, row] as const))('%s', (_title, row) => {
    const { kind, expected, evasions = [] } = row;
    expect(shown(row), JSON.stringify(verdictOf(row))).toEqual({
      kind,
      answer: expected,
      evasions,
    });
  });
});

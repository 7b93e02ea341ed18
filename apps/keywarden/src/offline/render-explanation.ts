import { eventId } from '@keywarden/contracts';
import type { ConsideredRule, Judged, Verdict } from '@keywarden/signature';

/** What was decided on an event and why, with every rule that could have been about its reader. */
export function renderExplanation(
  { event, verdict }: Judged,
  rules: readonly ConsideredRule[],
): string {
  const { process, data } = event;
  const who = `${process.exe?.path ?? process.comm} (pid ${String(process.pid)})`;
  const what = data.credential?.canonical_path ?? 'a file that is no credential';
  const head = `${eventId(event)}  ${event.time}\n  ${who}: ${event.name} of ${what}\n`;
  return `${head}  ${verdictText(verdict)}\n${renderRules(rules)}`;
}

/** A verdict in one line. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'alert': {
      const { evasions, explanation, confidence, reason } = verdict;
      const hidden = evasions.length === 0 ? '' : `; evasions: ${evasions.join(', ')}`;
      return `alert (${reason}, confidence ${confidence}): ${explanation}${hidden}`;
    }
    case 'allowed':
      return `allowed by ${verdict.rule}: ${verdict.explanation}`;
    case 'not-a-credential':
      return 'no alert: it is not a credential of the catalogue';
    case 'write-only':
      return 'no alert: the open only writes';
    case 'public-certificate':
      return 'no alert: a public certificate is no secret';
  }
}

/** The rules that were considered, one a line, in the order in which they were asked. */
export function renderRules(rules: readonly ConsideredRule[]): string {
  return rules
    .map(({ name, layer, unmet }) => {
      const why = unmet.length === 0 ? 'holds' : unmet.join('; ');
      return `    rule ${name} (${layer}): ${why}\n`;
    })
    .join('');
}

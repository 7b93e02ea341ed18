import { toYaml } from '@keywarden/platform';
import type { Suggestions } from '@keywarden/signature';

/** A policy file with the suggested rules, and in comments what speaks for and against them. */
export function renderSuggestions({ suggestions, refusals, leftOut }: Suggestions): string {
  const rules = suggestions.map(({ rule, count, first, last, example }) => {
    const seen = comment(`${times(count)}, ${first} to ${last}, e.g. event ${example}`);
    return `${seen}${toYaml([rule])}`;
  });
  const refused = refusals.map(({ reader, why, count, example }) =>
    comment(`not suggested: ${reader} (${times(count)}, e.g. event ${example}): ${why}`),
  );
  return [
    comment('Suggested from recorded events. Nothing is in force until you put it into a policy.'),
    comment('Read every rule: what was recorded may have been a theft.'),
    rules.length === 0 ? 'rules: []\n' : `rules:\n${indent(rules.join(''))}`,
    ...refused,
    leftOut === 0 ? '' : comment(`left out for want of room: ${times(leftOut)}`),
  ].join('');
}

function times(count: number): string {
  return count === 1 ? '1 alert' : `${String(count)} alerts`;
}

/** Names from a recording may hold anything; none of it may end the comment. */
function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]/gu, '?')}\n`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

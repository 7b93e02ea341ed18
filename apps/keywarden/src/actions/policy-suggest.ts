import { Suggester } from '@keywarden/signature';
import type { PolicySuggestOptions } from '../commands/policy-suggest.js';
import { renderSuggestions } from '../offline/render-suggestions.js';
import { workOffline } from '../offline/session.js';

/** Prints rules for what would have alerted in a recording. */
export function suggestPolicy(options: PolicySuggestOptions): Promise<number> {
  const suggester = new Suggester();
  return workOffline(options, {
    see(judged) {
      suggester.see(judged);
    },
    finish({ rules }) {
      const taken = new Set(rules.map(({ rule }) => rule.name));
      return renderSuggestions(suggester.result(taken));
    },
  });
}

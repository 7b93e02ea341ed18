import { RE2JS, RE2JSException } from 're2js';

/**
 * Compiles a regular expression in RE2's syntax that must match a text from end to end, over all its lines.
 * The time it takes grows with the length of the text and no faster, whatever the expression: texts come
 * from attackers, and an engine that tries one way after the other can be kept busy for ever.
 *
 * @returns the test, or what is wrong with the expression
 */
export function parseExpression(source: string): ((text: string) => boolean) | string {
  try {
    const compiled = RE2JS.compile(source, RE2JS.DOTALL);
    return (text) => compiled.testExact(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '').replace('(?s)', '');
    return `"${source}" is no regular expression of RE2: ${reason}. ${HINT}`;
  }
}

const HINT =
  'RE2 has no look-around and no back-references, and counts to 1000 at most; a character by its number is \\x{20AC}';

/**
 * A test for a text with `*` for any part of it, also none. What follows a star is looked for where it is
 * first, which is always right, and never again: an expression would go back from each star to all those
 * before it, and names come from attackers.
 */
export function starTest(glob: string): (text: string) => boolean {
  const [head = '', ...parts] = glob.split(/\*+/);
  const tail = parts.pop();
  if (tail === undefined) return (text) => text === head;
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const part of parts) {
      const found = text.indexOf(part, at);
      at = found + part.length;
      if (found === -1 || at > end) return false;
    }
    return true;
  };
}

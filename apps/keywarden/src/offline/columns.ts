/** Rows as columns: the first is text, the others are numbers; a heading above, two spaces between. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_cell, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) => {
      const cells = row.map((cell, at) =>
        at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      );
      return `  ${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}

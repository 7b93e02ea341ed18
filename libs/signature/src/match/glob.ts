const SPECIAL = /[.+?^${}()|[\]\\]/g;

/** Whether a text is one of those that a glob means. */
export type TextTest = (text: string) => boolean;

/**
 * A test for paths: `*` stands for any part of one component, also all of it, `**` for any number of
 * components, also none: `/a/**` is all below `/a`, and `/a/**` with `/b` behind it covers `/a/b`.
 * Nothing else is special.
 */
export function pathTest(globs: readonly string[]): TextTest {
  return testOf(globs, '[^/]*');
}

/** A test for names without components, such as images and units: `*` stands for anything. */
export function textTest(globs: readonly string[]): TextTest {
  return testOf(globs, '.*');
}

function testOf(globs: readonly string[], star: string): TextTest {
  const exact = new Set(globs.filter((glob) => !glob.includes('*')));
  const wild = globs.filter((glob) => glob.includes('*')).map((glob) => toRegExp(glob, star));
  if (wild.length === 0) return (text) => exact.has(text);
  return (text) => exact.has(text) || wild.some((pattern) => pattern.test(text));
}

function toRegExp(glob: string, star: string): RegExp {
  const source = glob
    .split(/(\/\*\*(?=\/)|\*{2,}|\*)/)
    .map((part) => {
      if (part === '*') return star;
      if (part === '/**') return '(?:/.*)?';
      return part.startsWith('**') ? '.*' : part.replace(SPECIAL, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 's');
}

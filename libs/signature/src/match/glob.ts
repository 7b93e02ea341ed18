import { RE2JS } from 're2js';

/** Kept by a split, so that one wildcard makes three parts. */
const WILDCARD = /(\/\*\*(?=\/)|\*{2,}|\*)/;
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
  const wild = globs.filter((glob) => glob.includes('*')).map((glob) => wildTest(glob, star));
  if (wild.length === 0) return (text) => exact.has(text);
  return (text) => exact.has(text) || wild.some((test) => test(text));
}

/**
 * With one wildcard `RegExp` is the faster one. With several it goes back from each to all those before it,
 * and texts come from attackers: RE2 takes a time that grows with the length of the text only.
 */
function wildTest(glob: string, star: string): TextTest {
  const source = sourceOf(glob, star);
  if (glob.split(WILDCARD).length <= 3) {
    const expression = new RegExp(`^${source}$`, 's');
    return (text) => expression.test(text);
  }
  const expression = RE2JS.compile(source, RE2JS.DOTALL);
  return (text) => expression.testExact(text);
}

function sourceOf(glob: string, star: string): string {
  return glob
    .split(WILDCARD)
    .map((part) => {
      if (part === '*') return star;
      if (part === '/**') return '(?:/.*)?';
      return part.startsWith('**') ? '.*' : part.replace(SPECIAL, '\\$&');
    })
    .join('');
}

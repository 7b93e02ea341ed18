import { bytesToText, splitNul } from './text.js';

/** Names as the kernel wrote them, leaf first, to an absolute path. */
export function pathFromNames(names: Uint8Array): string {
  const parts = splitNul(names)
    .filter((name) => name.length > 0)
    .map(bytesToText);
  return `/${parts.reverse().join('/')}`;
}

/**
 * A path text from its starting directory: `.`, empty components and `..` are resolved by text
 * alone, which is what a reader expects to see, and is no proof of identity.
 */
export function resolveText(start: string, text: string): string {
  const parts: string[] = [];
  for (const part of `${start}/${text}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

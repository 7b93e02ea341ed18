import { CONTENT_POINTS, KIND_POINTS, SIGN_POINTS, TERM_POINTS } from '@keywarden/incidents';
import { expect, it } from 'vitest';
import { page } from './pages.ts';

it('lists every term of the risk with its points, and no other', () => {
  const rows = page('docs/risk.md').text.matchAll(/^\| `([\w-]+)` +\| +(\d+) \|/gm);
  const listed = [...rows].map(([, term = '', points]) => [term, Number(points)]);
  const terms = { ...KIND_POINTS, ...CONTENT_POINTS, ...TERM_POINTS, ...SIGN_POINTS };
  expect(listed.toSorted()).toEqual(Object.entries(terms).toSorted());
});

import { aRoute } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { parseMatcher, type Matcher } from './matchers.js';
import { routesOf, routeTo } from './route.js';

function matchers(...sources: readonly string[]): Matcher[] {
  return sources.map((source) => {
    const parsed = parseMatcher(source);
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed;
  });
}

const labels = (risk: number, node: string) =>
  new Map([
    ['risk', [String(risk)]],
    ['node', [node]],
  ]);
const tree = aRoute(['default'], {
  routes: [
    aRoute(['audit'], { continue: true }),
    aRoute(['cp'], {
      matchers: matchers('node=~"cp-.*"'),
      routes: [aRoute(['page'], { matchers: matchers('risk >= 80') })],
    }),
    aRoute(['both'], { matchers: matchers('risk >= 50', 'node != other') }),
    aRoute(['default'], { matchers: matchers('risk >= 50') }),
  ],
});
const receivers = (risk: number, node: string) =>
  routesOf(tree, labels(risk, node)).flatMap((route) => route.receivers);

describe('routes', () => {
  it('are the first that match, and those after one that says so', () => {
    expect(receivers(60, 'n')).toEqual(['audit', 'both']);
    expect(receivers(60, 'other')).toEqual(['audit', 'default']);
    expect(receivers(10, 'n')).toEqual(['audit']);
  });

  it('go as deep as they match, and else end at the parent', () => {
    expect(receivers(90, 'cp-1')).toEqual(['audit', 'page']);
    expect(receivers(79, 'cp-1')).toEqual(['audit', 'cp']);
  });

  it('end at the root when nothing matches, even without labels', () => {
    const root = aRoute(['default'], {
      routes: [aRoute(['x'], { matchers: matchers('risk > 1') })],
    });
    expect(routesOf(root, new Map())).toEqual([root]);
  });

  it('lead to a receiver or not', () => {
    expect(routeTo(tree, 'page', labels(90, 'cp-1'))?.receivers).toEqual(['page']);
    expect(routeTo(tree, 'cp', labels(90, 'cp-1'))).toBeUndefined();
    expect(routeTo(tree, 'nobody', labels(90, 'cp-1'))).toBeUndefined();
  });
});

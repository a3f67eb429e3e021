import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { levelled } from '../../src/base/json.ts';
import { isDeeper, tooDeep } from '../../src/base/nesting.ts';
import { limits } from '../../src/limits.ts';

/** The levels of a value as anybody would count them. */
function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

function lists(levels: number, inner = ''): unknown {
  return JSON.parse('['.repeat(levels) + inner + ']'.repeat(levels));
}

/** A value with a narrow part that goes as deep as told, beside broad ones. */
const stalked = fc
  .tuple(fc.array(fc.boolean(), { maxLength: 60 }), fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 6 }))
  .map(([steps, beside, inner]) =>
    steps.reduce<unknown>((held, isList) => (isList ? [beside, held] : { '}': held, '[[': beside }), inner),
  );

describe('isDeeper', () => {
  test('knows the levels of any value exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue({ maxDepth: 8 }), stalked), (value) => {
        const levels = levelsOf(value);
        expect(isDeeper(value, levels)).toBe(false);
        expect(isDeeper(value, levels + 1)).toBe(false);
        if (levels > 0) expect(isDeeper(value, levels - 1)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each<[string, unknown, number]>([
    ['a text of brackets', '[[[[{{{{', 0],
    ['null', null, 0],
    ['nothing', undefined, 0],
    ['an empty list', [], 1],
    ['an empty object', {}, 1],
    ['names that programs have', JSON.parse('{"__proto__":{"constructor":{"length":[]}}}'), 4],
  ])('%s', (_what, value, levels) => {
    expect(isDeeper(value, levels)).toBe(false);
    expect(isDeeper(value, levels - 1)).toBe(levels > 0);
  });

  test('takes the limit unless told otherwise', () => {
    expect(isDeeper(lists(limits.jsonDepthMax, '1'))).toBe(false);
    expect(isDeeper(lists(limits.jsonDepthMax + 1))).toBe(true);
    expect(tooDeep()).toBe(`nested more deeply than ${limits.jsonDepthMax} levels`);
  });

  test('comes to an end with what no recursion would, and with a circle', () => {
    expect(isDeeper(lists(300_000))).toBe(true);
    expect(isDeeper(lists(300_000), 300_000)).toBe(false);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(isDeeper(circle)).toBe(true);
  });
});

test('a value is cut below the levels that it may have, and only there', () => {
  fc.assert(
    fc.property(stalked, fc.integer({ min: 1, max: 70 }), (value, levels) => {
      const cut = levelled(value as Json, levels);
      expect(levelsOf(cut)).toBe(Math.min(levels, levelsOf(value)));
      if (levelsOf(value) <= levels) expect(cut).toBe(value);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever may come in can be walked: schemas and answers of any kind that is taken fit in', () => {
  // A schema in a schema is two levels, and parameters have some of their own around it.
  expect(2 * (limits.schemaDepthMax + 1) + 10).toBeLessThan(limits.jsonDepthMax);
  expect(limits.answerJsonDepthMax + 10).toBeLessThan(limits.jsonDepthMax);
  expect(limits.transcriptDepthMax + 10).toBeLessThan(limits.jsonDepthMax);
});

import { describe, expect, it } from 'vitest';
import { isFrom } from '../../../src/claude/lab/scenarios/releases.ts';
import { traitsOf } from '../../../src/claude/lab/scenarios/traits.ts';

const rowsOf = (version: string): object => ({ ...traitsOf(version), version: '' });

describe('the traits of a version', () => {
  it.each([
    ['2.0.21', '2.0.20'],
    ['2.1.14', '2.0.64'],
    ['2.1.97', '2.1.15'],
    ['2.1.201', '2.1.98'],
    ['2.1.328', '2.1.202'],
    ['2.1.400', '2.1.329'],
    ['3.0.0', '2.1.329'],
    ['1.0.124', '2.0.20'],
  ])('that was never seen, %s, are those of the nearest before it, %s', (version, known) => {
    expect(traitsOf(version).version).toBe(version);
    expect(rowsOf(version)).toEqual(rowsOf(known));
  });

  it('differ from one known version to the next', () => {
    const known = ['2.0.20', '2.0.64', '2.1.15', '2.1.98', '2.1.202', '2.1.329'].map((version) =>
      JSON.stringify(rowsOf(version)),
    );
    expect(new Set(known).size).toBe(known.length);
  });
});

it.each([
  ['2.1.15', '2.1.2', true],
  ['2.1.2', '2.1.15', false],
  ['2.1.15', '2.1.15', true],
  ['3.0.0', '2.9.9', true],
  ['1.0.124', '2.0.0', false],
])('%s is %s or later: %s', (version, first, expected) => {
  expect(isFrom(version, first)).toBe(expected);
});

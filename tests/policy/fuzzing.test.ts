import { describe, expect, it } from 'vitest';
import { Random } from '../screen/fuzzing/random.ts';
import { mutant } from './fuzzing/mutations.ts';
import { loweredIn, plainCommands } from './fuzzing/run.ts';

/** Compositions in the suite; `scripts/fuzzCommands.ts` plays as many as are wanted. */
const cases = 12_000;

describe('another way to write a command never makes it look more harmless', () => {
  it('has enough commands, and writes them in many ways', () => {
    expect(plainCommands.length).toBeGreaterThan(2_000);
    const ways = new Set(Array.from({ length: 2_000 }, (_, seed) => mutant('rm -rf data', new Random(seed))));
    expect(ways.size).toBeGreaterThan(1_500);
  });

  it(`holds for ${cases} compositions`, () => {
    expect(loweredIn(0, cases)).toEqual([]);
  });
});

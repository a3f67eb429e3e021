import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nextKey } from '../../src/claude/keys/next.ts';
import { recipes } from '../../src/claude/keys/recipes.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option, ReadingState } from '../../src/screen/reading.ts';

/** The first key of each recipe on the recordings that prove it. */

const fixtures = resolve(import.meta.dirname, '../fixtures');

interface Shown {
  readonly state: ReadingState;
  readonly options: readonly Option[];
}

const cases = recipes.flatMap((recipe) =>
  recipe.versions.flatMap((version) => {
    const file = readdirSync(join(fixtures, version)).find((name) =>
      new RegExp(`^${recipe.fixture}-(?:120x40|80x24)\\.cast\\.gz$`).test(name),
    );
    return file === undefined ? [] : [{ ...recipe, name: `${version} ${recipe.family} ${recipe.form}`, version, file }];
  }),
);

async function dialogsIn(version: string, file: string, family: ReadingState): Promise<Shown[]> {
  const dialogs: Shown[] = [];
  for await (const reading of replayFile(join(fixtures, version, file), { decide: false })) {
    const shown = reading as unknown as Shown;
    if (shown.state === family) dialogs.push(shown);
  }
  return dialogs;
}

function goalFor(want: Goal['want'], options: readonly Option[]): Goal {
  const answers = options.filter((option) => option.kind === 'answer');
  switch (want) {
    case 'row':
      return { want, label: (answers.at(-1) ?? options.find(({ kind }) => kind === 'yes-once'))?.label ?? '' };
    case 'ticks':
      return { want, labels: answers.map((option) => option.label), text: '' };
    default:
      return { want, text: 'in my own words' };
  }
}

describe('a recipe', () => {
  test('has its recordings', () => {
    expect(cases.length).toBeGreaterThan(25);
    for (const recipe of recipes)
      expect(cases.some(({ form, family }) => form === recipe.form && family === recipe.family)).toBe(true);
  });

  test.each(cases)('$name, $want', async ({ version, file, family, want }) => {
    const dialogs = await dialogsIn(version, file, family);
    expect(dialogs.length).toBeGreaterThan(0);
    const keys = dialogs.map(({ options }) => nextKey({ kind: family, options }, goalFor(want, options)));
    expect(keys.some((key) => key !== undefined)).toBe(true);
  });
});

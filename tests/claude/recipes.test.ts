import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nextKey } from '../../src/claude/keys/next.ts';
import type { Recipe } from '../../src/claude/keys/recipes.ts';
import { dropsWordsBesideTicks, recipes } from '../../src/claude/keys/recipes.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option, ReadingState } from '../../src/screen/reading.ts';

/** The recipes on the recordings that prove them: what was typed there is what the recipe types for the same end. */

const fixtures = resolve(import.meta.dirname, '../fixtures');

interface Shown {
  readonly t: number;
  readonly state: ReadingState;
  readonly options: readonly Option[];
}
interface Pressed {
  readonly atS: number;
  readonly data: string;
}

const cases = recipes.flatMap((recipe) =>
  recipe.versions.flatMap((version) => {
    const file = readdirSync(join(fixtures, version)).find((name) =>
      new RegExp(`^${recipe.fixture}-(?:120x40|80x24)\\.cast\\.gz$`).test(name),
    );
    return file === undefined ? [] : [{ ...recipe, name: `${version} ${recipe.family} ${recipe.form}`, version, file }];
  }),
);

async function readingsOf(version: string, file: string): Promise<Shown[]> {
  const all: Shown[] = [];
  for await (const reading of replayFile(join(fixtures, version, file), { decide: false }))
    all.push(reading as unknown as Shown);
  return all;
}

/** What was typed in a recording, without the answers that its terminal gave. */
function pressedIn(version: string, file: string): Pressed[] {
  const lines = gunzipSync(readFileSync(join(fixtures, version, file)))
    .toString()
    .trim()
    .split('\n')
    .slice(1);
  const events = lines.map((line) => JSON.parse(line) as [number, string, string]);
  return events
    .filter(([, code, data]) => code === 'i' && !/^\u001b[\[P][?>]/.test(data))
    .map(([atS, , data]) => ({ atS, data }));
}

function unpasted(data: string): string {
  return data.replace(/^\u001b\[200~(.*)\u001b\[201~$/s, '$1');
}

/** What a key that was pressed there was good for, as a goal: undefined where it only looked around. */
function goalBehind(data: string, options: readonly Option[], want: Goal['want']): Goal | undefined {
  const selected = options.find((option) => option.selected);
  const named = options.find((option) => option.key === data);
  const text = options.find((option) => option.kind === 'free-text');
  if (want === 'ticks') {
    const isTick = named?.kind === 'answer' && named.checked !== undefined;
    const isSubmit =
      data === '\r' && selected?.kind === 'submit' && options.some((option) => option.checked !== undefined);
    if (!isTick && !isSubmit) return undefined;
    const rows = options.filter(
      (option) => option.kind === 'answer' && (option.checked === true) !== (option === named),
    );
    return { want, labels: rows.map((option) => option.label), text: '' };
  }
  if (want === 'no') {
    if (selected?.kind !== 'no' || /^\u001b\[[A-D]$/.test(data)) return undefined;
    return { want, text: data === '\r' ? selected.label.replace('No, ', '') : unpasted(data) };
  }
  if (want === 'text') {
    if (!text?.selected) return undefined;
    return data === '\r' ? { want, text: text.label } : data.length > 1 ? { want, text: unpasted(data) } : undefined;
  }
  if (options.some((option) => option.checked !== undefined)) return undefined;
  if (data === '\u001b' && text) return { want: 'row', label: text.label };
  const row = data === '\r' ? selected : named;
  return row && row.kind !== 'free-text' ? { want: 'row', label: row.label } : undefined;
}

/** What the recipe types for a goal, written as a person at the keyboard would. */
function typedFor(family: ReadingState, options: readonly Option[], goal: Goal): string | undefined {
  const key = nextKey({ kind: family, options }, goal);
  return key && unpasted(key.data);
}

/** Enter on the row where the selector rests does what the digit of that row does. */
function reachesAs(typed: string | undefined, pressed: string, options: readonly Option[]): boolean {
  const same = ['\r', options.find((option) => option.selected)?.key];
  return typed === unpasted(pressed) || (same.includes(typed) && same.includes(pressed));
}

/** A goal away from the selector, with the first key on the way there as the recipe says it. */
function firstStep({ want }: Recipe, options: readonly Option[]): { goal: Goal; data: string | undefined } | undefined {
  const row = options.find((option) => option.kind === 'answer' && !option.selected);
  const text = options.find((option) => option.kind === 'free-text' && !option.selected);
  const isNo = options.find((option) => option.selected)?.kind === 'no';
  if (want === 'no') return { goal: { want, text: 'mine' }, data: isNo ? '\t' : '\u001b[B' };
  if (want === 'text') return text && { goal: { want, text: 'mine' }, data: text.key };
  if (want === 'ticks' || options.some((option) => option.checked !== undefined)) return undefined;
  return row && { goal: { want, label: row.label }, data: row.key };
}

describe('a recipe', () => {
  test('has its recordings', () => {
    expect(cases.length).toBeGreaterThan(25);
    for (const recipe of recipes)
      expect(cases.some(({ form, family }) => form === recipe.form && family === recipe.family)).toBe(true);
  });

  test.each(cases)('$name, $want', async (recipe) => {
    const { version, file, family, want } = recipe;
    const readings = await readingsOf(version, file);
    const proofs = pressedIn(version, file).flatMap(({ atS, data }) => {
      const shown = readings.findLast(({ t }) => t <= atS);
      const goal = shown?.state === family ? goalBehind(data, shown.options, want) : undefined;
      return shown && goal ? [{ data, goal, options: shown.options }] : [];
    });
    for (const { data, goal, options } of proofs) {
      const typed = typedFor(family, options, goal);
      expect(reachesAs(typed, data, options), JSON.stringify([goal, typed, data])).toBe(true);
    }
    expect(proofs.length).toBeGreaterThan(0);
    const { options = [] } = readings.find(({ state }) => state === family) ?? {};
    const step = firstStep(recipe, options);
    if (step) expect(nextKey({ kind: family, options }, step.goal)?.data).toBe(step.data);
  });
});

test.each([
  ['2.0.64', true],
  ['2.1.15', true],
  ['2.1.16', false],
  ['2.1.202', false],
  ['3.0.0', false],
  ['1.0.124', true],
  ['', false],
])('words beside ticks are lost in %j: %s', (version, lost) => {
  expect(dropsWordsBesideTicks(version)).toBe(lost);
});

import { expect, test } from 'vitest';
import type { Option } from '../../src/screen/reading.ts';
import { holdsText, isOpenedNo } from '../../src/screen/typed.ts';
import { corpusNames, read, recording, screenAt } from './recordings.ts';

/** A row that says no is opened for words, which are then typed: what is the CLI's own in it, and what is a person's. */
const cases = corpusNames().filter(({ version, name }) => name.startsWith('words-') && version !== '2.0.64');

test('there are recordings of it', () => {
  expect(new Set(cases.map(({ version }) => version)).size).toBe(4);
});

test.each(cases)('$version $name', ({ version, name }) => {
  const from = recording(version, name);
  const rows = from.labels
    .filter(({ state }) => state === 'permission')
    .map(({ t }): Option | undefined => {
      const screen = screenAt(from, t);
      const reading = read(screen.frame());
      screen.dispose();
      return reading.state === 'permission' ? reading.options.at(-1) : undefined;
    });
  expect(rows.map((row) => row && [row.open ?? false, isOpenedNo(row), holdsText(row)])).toEqual([
    [false, false, false],
    [false, false, false],
    [true, true, false],
    [false, false, true],
  ]);
});

import { describe, expect, test } from 'vitest';
import { nextKey } from '../../src/claude/keys/next.ts';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option } from '../../src/screen/reading.ts';

/** The keys of goals that take more than one key, played against what the real CLI was seen to make of them. */

/** A page as the CLI draws it; `typed` is what stands in the row to type into. */
interface Page {
  readonly labels: readonly string[];
  readonly multi: boolean;
  /** Beside previews a digit only moves the selector, and there is no row to type into. */
  readonly preview?: boolean;
  readonly at: number;
  readonly ticked: readonly number[];
  readonly typed: string;
}

const arrows: Readonly<Record<string, number>> = { '\u001b[A': -1, '\u001b[B': 1 };

function rowsOf(page: Page): Option[] {
  const labels = page.preview ? page.labels : [...page.labels, page.typed === '' ? 'Type something.' : page.typed];
  const rows: Option[] = labels.map((label, index) => ({
    key: String(index + 1),
    label,
    kind: index < page.labels.length ? 'answer' : 'free-text',
    selected: page.at === index,
    ...(page.multi ? { checked: page.ticked.includes(index) } : {}),
  }));
  if (page.multi) rows.push({ key: '', label: 'Submit', kind: 'submit', selected: page.at === rows.length });
  rows.push({
    key: String(labels.length + 1),
    label: 'Chat about this',
    kind: 'other',
    selected: page.at === rows.length,
  });
  return rows;
}

/** What the CLI does with a key: the next page as it stands, or the answer. */
function pressed(page: Page, data: string): Page | string {
  const textRow = page.preview ? -1 : page.labels.length;
  const rows = rowsOf(page);
  const step = arrows[data];
  if (step !== undefined) return { ...page, at: Math.max(0, Math.min(rows.length - 1, page.at + step)) };
  if (data.startsWith('\u001b[200~')) {
    if (page.at !== textRow) return page;
    return { ...page, typed: page.typed + data.slice(6, -6), ticked: page.multi ? [...page.ticked, textRow] : [] };
  }
  if (/^\d$/.test(data)) {
    const index = Number(data) - 1;
    if (page.at === textRow) return { ...page, typed: page.typed + data };
    if (index === textRow && !page.multi) return { ...page, at: textRow };
    if (page.preview) return { ...page, at: index };
    return page.multi ? toggled(page, index) : (page.labels[index] ?? 'chat');
  }
  if (data !== '\r') return page;
  const row = rows[page.at];
  if (page.multi && row?.kind !== 'submit') return toggled(page, page.at);
  if (!page.multi) return row?.label ?? '';
  return page.ticked.map((index) => page.labels[index] ?? page.typed).join(', ');
}

function toggled(page: Page, index: number): Page {
  const ticked = page.ticked.includes(index) ? page.ticked.filter((one) => one !== index) : [...page.ticked, index];
  return { ...page, ticked };
}

/** Presses what is to be pressed, and tells the answer, or why there is none. */
function played(start: Page, goal: Goal): { answer: string | undefined; keys: string[] } {
  let page = start;
  const keys: string[] = [];
  while (keys.length < 40) {
    const key = nextKey({ kind: 'question', options: rowsOf(page) }, goal);
    if (!key) return { answer: undefined, keys };
    expect(key.last).toBe(false);
    keys.push(key.name);
    const next = pressed(page, key.data);
    if (typeof next === 'string') return { answer: next, keys };
    page = next;
  }
  throw new Error(`no end: ${keys.join(' ')}`);
}

const labels = ['Login', 'Search', 'Export'];
const plain: Page = { labels, multi: false, at: 0, ticked: [], typed: '' };
const subsets = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];
const everywhere = [0, 1, 2, 3, 4];

describe('from wherever the selector rests', () => {
  test('one row of a question is reached', () => {
    for (const at of everywhere)
      for (const label of labels) expect(played({ ...plain, at }, { want: 'row', label }).answer).toBe(label);
  });

  test('beside previews the digit moves and Enter picks', () => {
    const preview: Page = { ...plain, preview: true };
    expect(played(preview, { want: 'row', label: 'Export' })).toEqual({ answer: 'Export', keys: ['3', 'Enter'] });
    for (const at of [0, 1, 2, 3])
      for (const label of labels) expect(played({ ...preview, at }, { want: 'row', label }).answer).toBe(label);
  });

  test('exactly the wanted rows are handed in, whatever was ticked before', () => {
    for (const before of subsets)
      for (const after of subsets)
        for (const at of [...everywhere, 5]) {
          const wanted = after.map((index) => labels[index] ?? '');
          const page: Page = { labels, multi: true, at, ticked: before, typed: '' };
          const { answer } = played(page, { want: 'ticks', labels: wanted, text: '' });
          expect(answer?.split(', ').sort()).toEqual(wanted.length === 0 ? [''] : [...wanted].sort());
        }
  });

  test('own words go in beside ticks and alone', () => {
    for (const at of [...everywhere, 5]) {
      const page: Page = { labels, multi: true, at, ticked: [1], typed: '' };
      const { answer } = played(page, { want: 'ticks', labels: ['Login'], text: 'a 1st draft' });
      expect(answer?.split(', ').sort()).toEqual(['Login', 'a 1st draft']);
    }
    for (const at of everywhere)
      expect(played({ ...plain, at }, { want: 'text', text: '3 of\nthem' }).answer).toBe('3 of them');
  });
});

describe('no key', () => {
  test.each<[string, Page, Goal]>([
    ['for a row that is not there', plain, { want: 'row', label: 'Logout' }],
    ['for a tick that is not there', { ...plain, multi: true }, { want: 'ticks', labels: ['Logout'], text: '' }],
    ['for ticks where none can be set', plain, { want: 'ticks', labels: ['Login'], text: '' }],
    ['for words beside previews', { ...plain, preview: true }, { want: 'text', text: 'mine' }],
    ['over words that somebody else typed', { ...plain, typed: 'theirs' }, { want: 'text', text: 'mine' }],
    [
      'for ticks beside words that somebody else typed',
      { ...plain, multi: true, typed: 'theirs', ticked: [3] },
      { want: 'ticks', labels: ['Login'], text: '' },
    ],
  ])('%s, beyond what is needed to see it', (_why, page, goal) => {
    expect(played(page, goal).answer).toBeUndefined();
  });
});

describe('no, with words', () => {
  const rows = (no: string, at: number): Option[] =>
    ['Yes', 'Yes, and don’t ask again', no].map((label, index) => ({
      key: String(index + 1),
      label,
      kind: (['yes-once', 'yes-always', 'no'] as const)[index] ?? 'other',
      selected: index === at,
    }));
  const goal: Goal = { want: 'no', text: 'use make' };

  test.each([
    ['No', 0, 'Down'],
    ['No', 1, 'Down'],
    ['No', 2, 'Tab'],
    ['No, and tell Claude what to do differently', 2, 'Text'],
    ['No, tell Claude what to do differently', 2, 'Text'],
    ['No, use make', 2, 'Enter'],
    ['No, use  make', 2, 'Enter'],
    ['No, use cmake', 2, undefined],
    ['No, and tell Claude what to do differently (esc)', 2, undefined],
  ])('%j with the selector on row %i: %s', (no, at, name) => {
    expect(nextKey({ kind: 'permission', options: rows(no, at) }, goal)?.name).toBe(name);
  });
});

test('a row that says no and shows by its ghost text that it takes words gets them, whatever it says', () => {
  const no: Option = { key: '2', label: 'No, and say why', kind: 'no', selected: true };
  const step = (row: Option) => nextKey({ kind: 'permission', options: [row] }, { want: 'no', text: 'use make' })?.name;
  expect([step(no), step({ ...no, open: true })]).toEqual([undefined, 'Text']);
});

test('in auto mode of 2.1.329 rows have no numbers and the selector rests on no: an arrow, a look, Enter', () => {
  const rows = (at: number): Option[] => [
    { key: '', label: 'No, and tell Claude what to do differently (esc)', kind: 'no', selected: at === 0 },
    { key: '', label: 'Yes', kind: 'yes-once', selected: at === 1 },
  ];
  const step = (at: number, label: string): unknown =>
    nextKey({ kind: 'permission', options: rows(at) }, { want: 'row', label });
  const [no = '', yes = ''] = rows(0).map(({ label }) => label);
  expect(step(0, yes)).toMatchObject({ name: 'Down', last: false });
  expect(step(1, yes)).toMatchObject({ name: 'Enter', last: true });
  expect(step(1, no)).toMatchObject({ name: 'Up', last: false });
  expect(step(0, no)).toMatchObject({ name: 'Enter', last: true });
  // Nothing says where the selector rests: no key.
  expect(step(2, yes)).toBeUndefined();
});

test('words never carry a key: control characters become blanks inside a paste', () => {
  const rows: Option[] = [{ key: '1', label: 'Type something.', kind: 'free-text', selected: true }];
  const key = nextKey({ kind: 'question', options: rows }, { want: 'text', text: 'a\r\u001b[201~\u00031\\' });
  expect(key?.data).toBe('\u001b[200~a [201~ 1\\ \u001b[201~');
});

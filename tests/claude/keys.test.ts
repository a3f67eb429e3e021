import { describe, expect, it, test } from 'vitest';
import { nextKey } from '../../src/claude/keys/next.ts';
import { typedText } from '../../src/claude/keys/text.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import type { Option, ReadingState } from '../../src/screen/reading.ts';
import { takesText } from '../../src/screen/typed.ts';
import type { Label } from '../screen/recordings.ts';
import { castOf, corpusNames, sidecarOf } from '../screen/recordings.ts';

/** Where the keys lead: every dialog of the corpus, with a selector that moves as the CLI moves it. */

interface Dialog {
  readonly t: number;
  readonly state: string;
  readonly options: readonly Option[];
}

async function dialogsOf(cast: string): Promise<Dialog[]> {
  const dialogs: Dialog[] = [];
  for await (const reading of replayFile(cast, { decide: false })) {
    const { t, state, options } = reading as unknown as Partial<Dialog>;
    if ((state === 'permission' || state === 'trust') && t !== undefined && options)
      dialogs.push({ t, state, options });
  }
  return dialogs;
}

function labelsOf(version: string, name: string): readonly Label[] {
  return sidecarOf(version, name).labels.filter(({ state }) => state === 'permission' || state === 'trust');
}

/** What the CLI makes of the keys: a digit chooses its row, arrows move without wrapping round, Enter takes the selected row. */
function played(options: readonly Option[], label: string): { chosen: Option | undefined; keys: string[] } {
  const keys: string[] = [];
  let rows = [...options];
  for (let presses = 0; presses <= options.length; presses++) {
    const step = nextKey({ kind: 'permission', options: rows }, { want: 'row', label });
    if (!step) return { chosen: undefined, keys };
    keys.push(step.name);
    const at = rows.findIndex((row) => row.selected);
    if (step.data === '\r') return { chosen: step.last ? rows[at] : undefined, keys };
    if (/^\d$/.test(step.data))
      return { chosen: step.last ? rows.find((row) => row.key === step.data) : undefined, keys };
    const next = Math.max(0, Math.min(rows.length - 1, at + (step.data === '\u001b[B' ? 1 : -1)));
    expect(step.last).toBe(false);
    rows = rows.map((row, index) => ({ ...row, selected: index === next }));
  }
  return { chosen: undefined, keys };
}

const corpus = corpusNames().filter(({ version, name }) => labelsOf(version, name).length > 0);

describe('in every recorded dialog', () => {
  it('there are enough of them', () => {
    expect(corpus.length).toBeGreaterThan(80);
  });

  it.each(corpus)(
    '$version/$name: the keys for the one-time yes reach it, and those for no reach no',
    async ({ version, name }) => {
      const dialogs = await dialogsOf(castOf(version, name));
      for (const label of labelsOf(version, name)) {
        const dialog = dialogs.findLast(({ t }) => t <= label.t + 0.0005);
        expect(dialog?.state).toBe(label.state);
        const options = dialog?.options ?? [];
        const yes = options.filter(({ kind }) => kind === 'yes-once');
        expect(yes).toHaveLength(1);
        for (const option of [...yes, ...options.filter(({ kind }) => kind === 'no')]) {
          const { chosen, keys } = played(options, option.label);
          expect({ label: chosen?.label, kind: chosen?.kind }).toEqual({ label: option.label, kind: option.kind });
          if (label.numbered === false) expect(keys.at(-1)).toBe('Enter');
          // A digit on a row that takes words would be one of them: an arrow leaves it first.
          else
            expect(keys).toHaveLength(options.some((one) => one.selected && one !== option && takesText(one)) ? 2 : 1);
        }
      }
    },
  );
});

const row = (label: string, more: Partial<Option> = {}): Option => ({
  key: '',
  label,
  kind: 'other',
  selected: false,
  ...more,
});

describe('no key', () => {
  test('for an option that is not there, or there twice', () => {
    expect(
      nextKey({ kind: 'permission', options: [row('Yes', { key: '1' })] }, { want: 'row', label: 'No' }),
    ).toBeUndefined();
    expect(
      nextKey(
        { kind: 'permission', options: [row('Yes', { key: '1' }), row('Yes', { key: '2' })] },
        { want: 'row', label: 'Yes' },
      ),
    ).toBeUndefined();
    expect(nextKey({ kind: 'permission', options: [] }, { want: 'row', label: 'Yes' })).toBeUndefined();
  });

  test('where nothing says where the selector rests', () => {
    expect(
      nextKey({ kind: 'permission', options: [row('Yes'), row('No')] }, { want: 'row', label: 'Yes' }),
    ).toBeUndefined();
  });

  test('of two digits: its first would choose another row', () => {
    expect(
      nextKey(
        { kind: 'permission', options: [row('Yes', { key: '10' }), row('No', { key: '1', selected: true })] },
        { want: 'row', label: 'Yes' },
      ),
    ).toMatchObject({
      name: 'Up',
    });
  });
});

describe('while the selector rests on a row that takes words', () => {
  const yes = row('Yes', { key: '1', kind: 'yes-once' });
  const rows: readonly [ReadingState, Option][] = [
    ['permission', row('Type here to tell Claude what to do differently', { kind: 'free-text' })],
    ['permission', row('No, and tell Claude what to do differently', { kind: 'no' })],
    ['permission', row('No, use make', { kind: 'no' })],
    ['plan', row('Tell Claude what to change', { kind: 'free-text' })],
    ['plan', row('Shorter', { kind: 'free-text' })],
  ];
  test.each(rows)('of a %s (%j), the digit of another row is text: an arrow leaves it first', (kind, last) => {
    const opened = [yes, { ...last, key: '2', selected: true }];
    expect(nextKey({ kind, options: opened }, { want: 'row', label: 'Yes' })?.name).toBe('Up');
    const left = [
      { ...yes, selected: true },
      { ...last, key: '2' },
    ];
    expect(nextKey({ kind, options: left }, { want: 'row', label: 'Yes' })?.name).toBe('1');
  });

  test('words that stand there are not thrown away by leaving the dialog', () => {
    const options = [yes, row('use make', { key: '2', kind: 'free-text', selected: true })];
    expect(nextKey({ kind: 'permission', options }, { want: 'row', label: 'use make' })).toBeUndefined();
  });
});

test('a text is seen in its row as it was typed', () => {
  const typed = row('a b', { key: '1', kind: 'free-text', selected: true });
  expect(nextKey({ kind: 'plan', options: [typed] }, { want: 'text', text: 'a\u0007b' })?.name).toBe('Enter');
});

describe('a text for the input box', () => {
  test.each([
    ['one line', 'one line'],
    ['two\nlines', '\u001b[200~two\nlines\u001b[201~'],
    ['two\r\nlines\rmore', '\u001b[200~two\nlines\nmore\u001b[201~'],
    ['a\ttab', '\u001b[200~a\ttab\u001b[201~'],
    ['keys \u001b[A\r\u0003 within', '\u001b[200~keys [A\n within\u001b[201~'],
    ['\u001b[201~\rrm -rf /\n', '\u001b[200~[201~\nrm -rf /\n\u001b[201~'],
    ['\u009b31mred', '31mred'],
    ['ä 🜁 日本', 'ä 🜁 日本'],
    ['list C:\\', 'list C:\\ '],
    ['a\\b', 'a\\b'],
    ['a\nb\\', '\u001b[200~a\nb\\ \u001b[201~'],
    ['x'.repeat(500), 'x'.repeat(500)],
    ['one \ud83d😀\udc00 two', 'one 😀 two'],
    ['x'.repeat(501), `\u001b[200~${'x'.repeat(501)}\u001b[201~`],
  ])('%j is written as %j', (text, written) => {
    expect(typedText(text)).toBe(written);
  });
});

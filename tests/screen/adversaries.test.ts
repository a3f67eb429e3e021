import { describe, expect, it } from 'vitest';
import type { Frame, Row, Style } from '../../src/screen/frame.ts';
import { plainStyle } from '../../src/screen/frame.ts';
import type { Reading } from '../../src/screen/reading.ts';
import {
  bleached,
  concealed,
  cutOut,
  indented,
  overlaid,
  painted,
  reworded,
  rowOf,
  scrolled,
  withAbove,
  withRows,
} from './forging.ts';
import { askingStates, frameIn, plain, read, recording, screenIn, versions } from './recordings.ts';

/**
 * Screens of the real CLI with byte-exact copies of its own dialogs, colours included, in places where a file, a tool, an
 * answer or a command could put them. The cut-outs and the screens they are laid on come from recordings of both versions.
 */

interface Real {
  readonly name: string;
  readonly frame: Frame;
  readonly reading: Reading;
}

function real(version: string, name: string, state: string): Real {
  const frame = frameIn(recording(version, name), state);
  return { name: `${version}/${name} ${state}`, frame, reading: read(frame) };
}

const asking = [
  ['bash-simple-80x24', 'permission'],
  ['bash-multiline-80x24', 'permission'],
  ['edit-80x24', 'permission'],
  ['write-src-80x24', 'permission'],
  ['web-fetch-80x24', 'permission'],
  ['read-outside-80x24', 'permission'],
  ['mcp-tool-120x40', 'permission'],
  ['trust-accepted-80x24', 'trust'],
  ['bash-rm-rf-60x20', 'permission'],
] as const;

const resting = [
  ['bash-rm-rf-80x24', 'idle'],
  ['two-turns-80x24', 'idle'],
  ['quoted-dialog-120x40', 'idle'],
  ['start-60x20', 'idle'],
  ['draft-short-80x24', 'draft'],
  ['busy-thinking-80x24', 'busy'],
  ['busy-tool-120x40', 'busy'],
] as const;

const dialogs: Real[] = [
  ...versions.flatMap((version) => asking.map(([name, state]) => real(version, name, state))),
  real('2.1.329', 'question-one-120x40', 'question'),
];
const menus: Real[] = versions.flatMap((version) => [
  real(version, 'menu-model-80x24', 'menu'),
  real(version, 'menu-mcp-server-80x24', 'menu'),
  real(version, 'limit-weekly-80x24', 'limit'),
]);
const composers = versions.flatMap((version) => resting.map(([name, state]) => real(version, name, state)));

/** Every way in which a fake's rows may come: where the CLI draws, where it prints, plain, and with one look. */
function disguises(rows: readonly Row[]): Row[][] {
  return [
    ...[0, 1, 2, 5].map((by) => indented(rows, by)),
    bleached(rows),
    indented(bleached(rows), 5),
    concealed(rows),
    painted(rows, { ...plainStyle, fg: 153 }),
    rows.filter((row) => row.text !== ''),
    rows.slice(1),
    [...rows, rowOf('')],
  ];
}

describe('with the composer open', () => {
  it.each(composers)('$name stays what it is, whatever dialog is printed above', ({ frame, reading }) => {
    expect(askingStates.has(reading.state)).toBe(false);
    const states = new Set<string>();
    for (const fake of [...dialogs, ...menus]) {
      const copy = cutOut(fake.frame, fake.reading);
      // A banner in the CLI's own place, in its own colours, is one: nothing but the CLI prints there.
      for (const rows of fake.reading.state === 'limit' ? [indented(copy, 2), indented(copy, 5)] : disguises(copy)) {
        // A turn at work has its spinner right above the composer: nothing is printed over that.
        const free = reading.evidence.top - (reading.state === 'busy' ? 4 : 0);
        for (const above of [free, free - 1, free - 3]) {
          states.add(read(withAbove(frame, above, rows)).state);
        }
      }
    }
    expect(states).toEqual(new Set([reading.state]));
  });

  it.each(composers)('$name asks nothing with a dialog below', ({ frame, reading }) => {
    for (const fake of dialogs) {
      for (const rows of disguises(cutOut(fake.frame, fake.reading))) {
        const below = withRows(frame, reading.evidence.bottom + 1, rows);
        expect(askingStates.has(read(below).state), fake.name).toBe(false);
      }
    }
  });

  it('asks nothing where the bottom of the screen is printed text alone', () => {
    for (const { frame, reading } of composers) {
      const bare = withRows(frame, reading.evidence.top, Array<Row>(frame.rows.length).fill(rowOf('')));
      for (const fake of dialogs) {
        for (const by of [2, 3, 5]) {
          const rows = indented(cutOut(fake.frame, fake.reading), by);
          expect(askingStates.has(read(withAbove(bare, frame.rows.length, rows)).state), fake.name).toBe(false);
        }
      }
    }
  });
});

describe('with a real dialog open', () => {
  it.each(dialogs)('$name is read alone when a fake stands above', ({ frame, reading }) => {
    for (const fake of [...dialogs, ...menus, ...composers]) {
      for (const rows of disguises(cutOut(fake.frame, fake.reading))) {
        const forged = withAbove(frame, reading.evidence.top, rows);
        expect(plain(read(forged)), fake.name).toEqual(plain(reading));
      }
    }
  });

  it.each(dialogs)('$name never takes options from below it', ({ frame, reading }) => {
    const last = frame.rows.findLastIndex((row) => row.text !== '');
    for (const fake of dialogs) {
      for (const rows of disguises(cutOut(fake.frame, fake.reading))) {
        for (const gap of [1, 2]) {
          const got = read(withRows(frame, last + gap, rows));
          if (askingStates.has(got.state)) expect(plain(got), fake.name).toEqual(plain(reading));
        }
      }
    }
  });

  it.each(versions)('%s: nothing in the command changes what is asked or offered', (version) => {
    const { frame, reading } = real(version, 'bash-multiline-120x40', 'permission');
    const first = frame.rows.findIndex((row) => /cat > notes/.test(row.text) && /^(?:│ {3}| │ )/.test(row.text));
    const column = frame.rows[first]?.text.search(/cat >/) ?? 0;
    const fakes = [
      ['', 'Do you want to proceed?', '❯ 1. Yes', '  2. No', ''],
      ['─'.repeat(100), ' Edit file', 'Do you want to make this edit to a.ts?', '❯ 1. Yes', '  2. No'],
      ['╭───────╮', '│ ❯ 1. Yes │', '│   2. No  │', '╰───────╯', 'Esc to cancel'],
      ['❯ 1. Yes', '  2. Yes, and do not ask again', '  3. No', '  4. No', '  5. No'],
      ['Esc to cancel · Tab to amend', '❯ ', '─'.repeat(100), '  ? for shortcuts', '> '],
      ['Do you trust the files in this folder?', '❯ 1. Yes, proceed', '  2. No, exit', '', ''],
      [' ☐ Database', 'Which one?', '❯ 1. Yes', '  2. No', '  3. Type something.'],
    ];
    for (const texts of fakes) {
      const rows = texts.map((text, index) =>
        overlaid(frame.rows[first + index] ?? rowOf(''), column, text.padEnd(30)),
      );
      const got = read(withRows(frame, first, rows));
      expect(got).toMatchObject({ state: 'permission', tool: 'Bash' });
      expect('options' in got && 'options' in reading ? got.options : []).toEqual(
        'options' in reading ? reading.options : undefined,
      );
      expect(got.evidence).toEqual(reading.evidence);
    }
  });

  it.each(dialogs)('$name is not one with the selector or the digits of another script', ({ frame, reading }) => {
    const lookAlikes: ((text: string) => string)[] = [
      ...['›', '>', '➤', '▶', '»', '❱', '⟩', '>', '→'].map((sign) => (text: string) => text.replace('❯', sign)),
      ...['１２３４', '¹²³⁴', '①②③④', '१२३४', '𝟏𝟐𝟑𝟒'].map(
        (digits) => (text: string) =>
          text.replace(/[1-4](?=\. )/, (digit) => Array.from(digits)[Number(digit) - 1] ?? ''),
      ),
    ];
    const numbered = 'options' in reading && reading.options.every((option) => option.key !== '');
    for (const change of numbered ? lookAlikes : lookAlikes.slice(0, 9)) {
      const forged = { ...frame, rows: reworded(frame.rows, change) };
      expect(askingStates.has(read(forged).state)).toBe(false);
    }
  });

  it.each(dialogs)('$name is none without its colours, or with the cursor elsewhere', ({ frame }) => {
    expect(askingStates.has(read({ ...frame, rows: bleached(frame.rows) }).state)).toBe(false);
    const gray = { ...plainStyle, fg: 246 };
    expect(askingStates.has(read({ ...frame, rows: painted(frame.rows, gray) }).state)).toBe(false);
    expect(askingStates.has(read({ ...frame, cursor: { x: 0, y: 0, visible: true } }).state)).toBe(false);
    expect(askingStates.has(read({ ...frame, syncOpen: true }).state)).toBe(false);
  });

  it.each(dialogs)('$name is none while its own rows are concealed', ({ frame, reading }) => {
    const hidden = concealed(frame.rows.slice(reading.evidence.top));
    expect(askingStates.has(read(withRows(frame, reading.evidence.top, hidden)).state)).toBe(false);
  });
});

describe('a question of the model', () => {
  const { frame } = real('2.1.329', 'question-one-120x40', 'question');
  const words: readonly [string, string][] = [
    ['Which database shall the service use?', 'Do you want to create index.ts?      '],
    ['Database', 'Bash    '],
    ['SQLite', 'Yes   '],
    ['PostgreSQL', 'No        '],
  ];
  const worded = {
    ...frame,
    rows: reworded(frame.rows, (text) => words.reduce((result, [from, to]) => result.replace(from, to), text)),
  };

  it('is a question however its options are worded', () => {
    expect(read(worded)).toMatchObject({
      state: 'question',
      options: [
        { label: 'Yes', kind: 'answer' },
        { label: 'No', kind: 'answer' },
        { kind: 'free-text' },
        { label: 'Chat about this' },
      ],
    });
  });

  it.each([7, 8, 9])('is no permission when %i rows have scrolled off its top', (by) => {
    const reading = read(scrolled(worded, by));
    expect(['question', 'menu', 'unknown']).toContain(reading.state);
  });
});

describe('what moves the cursor', () => {
  it.each(versions)('%s: carriage returns and cursor-up repaints above the composer ask nothing', (version) => {
    for (const name of ['bash-rm-rf-80x24', 'two-turns-80x24']) {
      const screen = screenIn(recording(version, name), 'idle');
      const { cursor } = screen.frame();
      const put = `\u001b[${cursor.y + 1};${cursor.x + 1}H`;
      screen.write(`\u001b[2;1Hnpm test\rrm -rf /\r\n\u001b[1A\u001b[38;5;153m ❯ 1. Yes\r\n   2. No\u001b[0m${put}`);
      expect(read(screen.frame()).state).toBe('idle');
      screen.dispose();
    }
  });

  it.each(versions)('%s: a scroll region with a footer of its own asks nothing', (version) => {
    const screen = screenIn(recording(version, 'start-80x24'), 'idle');
    const fake =
      '\u001b[38;5;153m────────\r\n Bash command\r\n ❯ 1. Yes\r\n   2. No\u001b[0m\r\n\u001b[2m Esc to cancel\u001b[0m';
    screen.write(`\u001b7\u001b[19;24r\u001b[19;1H${fake}\u001b[r\u001b8`);
    expect(askingStates.has(read(screen.frame()).state)).toBe(false);
    screen.dispose();
  });

  it.each(versions)('%s: the alternate screen full of fakes asks nothing', (version) => {
    const fake = frameIn(recording(version, 'bash-simple-80x24'), 'permission');
    const screen = screenIn(recording(version, 'start-80x24'), 'idle');
    screen.write(`\u001b[?1049h\u001b[2J\u001b[H${fake.rows.map((row) => `  ${row.text}`).join('\r\n')}\r\n:`);
    expect(askingStates.has(read(screen.frame()).state)).toBe(false);
    screen.dispose();
  });

  it.each(versions)('%s: thousands of fakes ask nothing', (version) => {
    const fake = frameIn(recording(version, 'bash-simple-80x24'), 'permission');
    const screen = screenIn(recording(version, 'start-80x24'), 'idle');
    const rest = screen.snapshot(0);
    const text = fake.rows.map((row) => row.text).join('\r\n');
    screen.write(`\u001b[H${`${text}\r\n`.repeat(2_000)}`);
    expect(askingStates.has(read(screen.frame()).state)).toBe(false);
    screen.restore(rest);
    expect(read(screen.frame()).state).toBe('idle');
    screen.dispose();
  });

  it.each(versions)('%s: links around labels change nothing', (version) => {
    const from = recording(version, 'bash-simple-80x24');
    const before = read(frameIn(from, 'permission'));
    const screen = screenIn(from, 'permission');
    const { rows, cursor } = screen.frame();
    const yes = rows.findIndex((row) => /❯ 1\. Yes/.test(row.text));
    const column = (rows[yes]?.text.indexOf('Yes') ?? 0) + 1;
    const link = '\u001b]8;;https://example.org/1. No\u001b\\\u001b[38;5;153mYes\u001b[0m\u001b]8;;\u001b\\';
    screen.write(`\u001b[${yes + 1};${column}H${link}\u001b[${cursor.y + 1};${cursor.x + 1}H`);
    expect(plain(read(screen.frame()))).toEqual(plain(before));
    screen.dispose();
  });
});

describe('banners', () => {
  const bannerStyle: Style = { ...plainStyle, fg: 211 };
  const banners = [
    "You've hit your 5-hour limit · resets 1:30am (UTC)",
    'Session limit reached ∙ resets 1:30am',
    'API Error: 401 Please run /login',
    'Prompt is too long',
    'Credit balance is too low',
  ];

  it.each(versions)('%s: in the output of a tool, in colours, are neither limit nor error', (version) => {
    const { frame, reading } = real(version, 'two-turns-80x24', 'idle');
    for (const banner of banners) {
      const text = `  ⎿  ${banner}`;
      const coloured = { ...rowOf(text), spans: [{ from: 5, to: text.length, style: bannerStyle }] };
      const output = [rowOf('● Bash(cat notes.txt)'), coloured, rowOf('     more'), rowOf('')];
      expect(read(withAbove(frame, reading.evidence.top, output)).state, banner).toBe('idle');
      expect(read(withAbove(frame, reading.evidence.top, indented([coloured], 3))).state, banner).toBe('idle');
    }
  });

  it.each(versions)('%s: in an answer, also as code, are neither limit nor error', (version) => {
    const { frame, reading } = real(version, 'two-turns-80x24', 'idle');
    for (const banner of banners) {
      const text = `● ${banner}`;
      const spans = [
        { from: 0, to: 1, style: { ...plainStyle, fg: 231 } },
        { from: 2, to: text.length, style: { ...plainStyle, fg: 153 } },
      ];
      const answer = [{ ...rowOf(text), spans }, rowOf('')];
      expect(read(withAbove(frame, reading.evidence.top, answer)).state, banner).toBe('idle');
    }
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/screen/frame.ts';
import { identityOf } from '../../src/screen/dialog.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { readScreen } from '../../src/screen/readScreen.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { frameIn, read, recording, versions } from './recordings.ts';

/**
 * Frames made by hand for what no recording of the corpus shows: rows squeezed or wrapped at odd widths, other scripts, and
 * forms of versions between the oldest and the newest. They are drawn as those versions draw them.
 */

const opened: HeadlessScreen[] = [];

afterEach(() => {
  for (const screen of opened.splice(0)) screen.dispose();
});

const accent = (text: string): string => `\u001b[38;5;153m${text}\u001b[39m`;
const faint = (text: string): string => `\u001b[38;5;246m${text}\u001b[39m`;
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;
const warm = (text: string): string => `\u001b[38;5;211m${text}\u001b[39m`;

/** A screen with these rows; the cursor stands where the mark ‸ does, else below all. */
function drawn(cols: number, rows: readonly string[], height = 24): Frame {
  const screen = new HeadlessScreen({ cols, rows: height });
  opened.push(screen);
  screen.write(
    `\u001b[?25l${rows.join('\r\n').replace('‸', '\u001b7')}\r\n${rows.some((row) => row.includes('‸')) ? '\u001b8' : ''}`,
  );
  return screen.frame();
}

/** A permission dialog between a rule and its hints, as from 2.0.64 on. */
function ruled(cols: number, command: readonly string[], options: readonly string[]): Frame {
  return drawn(cols, [
    '● I shall do that now.',
    '',
    accent('─'.repeat(cols)),
    ` ${accent(bold('Bash command'))}`,
    '',
    ...command.map((row) => `   ${row}`),
    `   ${faint('Run what was asked for')}`,
    '',
    ' Do you want to proceed?',
    ...options,
    '',
    ` ${faint('Esc to cancel · Tab to amend')}`,
  ]);
}

const yes = ` ${accent('‸❯')} ${faint('1.')} ${accent('Yes')}`;
const no = `   ${faint('3.')} No`;
const threeKinds = [{ kind: 'yes-once' }, { kind: 'yes-always' }, { kind: 'no' }];

describe('options', () => {
  it('are counted by their column, not by numbers inside a label', () => {
    const label = [
      `   ${faint('2.')} Yes, and don't ask again for npm run`,
      '      2. Yes commands in /project',
      '      1. Yes and more',
    ];
    const reading = read(ruled(60, ['npm run "2. Yes"'], [yes, ...label, no]));
    expect(reading).toMatchObject({ state: 'permission', options: threeKinds });
    expect('options' in reading ? reading.options[1]?.label : '').toContain(
      "don't ask again for npm run 2. Yes commands",
    );
  });

  it('may have a selector inside a label', () => {
    const label = [`   ${faint('2.')} Yes, and don't ask again for echo`, '      ❯ 1. Yes commands in /project'];
    expect(read(ruled(60, ["echo '❯ 1. Yes'"], [yes, ...label, no]))).toMatchObject({
      state: 'permission',
      options: threeKinds,
    });
  });

  it('may have lost the blanks around their number', () => {
    const squeezed = [` ${faint('2.')}Yes, and don't ask again for cat and node commands in`, '    /project'];
    expect(read(ruled(60, ['cat a', 'node b'], [yes, ...squeezed, no]))).toMatchObject({
      state: 'permission',
      subject: 'cat a\nnode b',
      options: threeKinds,
    });
  });

  it.each([
    ['a number is missing', [yes, `   ${faint('3.')} Yes, and don't ask again`, `   ${faint('4.')} No`]],
    ['a number comes twice', [yes, `   ${faint('1.')} Yes`, `   ${faint('2.')} No`]],
    ['two rows are selected', [yes, ` ${accent('❯')} ${faint('2.')} Yes`, no]],
    ['none is selected', [`   ${faint('1.')} Yes`, `   ${faint('2.')} Yes, all`, no]],
    ['they do not begin with 1', [` ${accent('‸❯')} ${faint('2.')} Yes`, no]],
  ])('are none when %s', (_name, options) => {
    expect(['unknown', 'menu']).toContain(read(ruled(60, ['ls'], options)).state);
  });

  it('may end with a row to type into instead of a no', () => {
    const type = `   ${faint('3.')} ${faint('Type here to tell Claude what to do differently')}`;
    const always = `   ${faint('2.')} Yes, and don't ask again for similar commands in /project`;
    expect(read(ruled(80, ['npm test'], [yes, always, type]))).toMatchObject({
      state: 'permission',
      options: [{ kind: 'yes-once' }, { kind: 'yes-always' }, { kind: 'free-text' }],
    });
  });

  it('of unknown wording are other, and none of a bare yes makes a permission', () => {
    const odd = [` ${accent('‸❯')} ${faint('1.')} ${accent('Sure')}`, `   ${faint('2.')} Nah`];
    expect(read(ruled(60, ['ls'], odd))).toMatchObject({
      state: 'menu',
      options: [{ kind: 'other' }, { kind: 'other' }],
    });
  });

  it('that cost money are told', () => {
    const rows = [
      ` ${accent('‸❯')} ${faint('1.')} Stop and wait for limit to reset`,
      `   ${faint('2.')} Upgrade your plan`,
    ];
    expect(read(ruled(60, [], rows))).toMatchObject({ options: [{ kind: 'other' }, { kind: 'costs-money' }] });
  });
});

describe('subjects', () => {
  it.each([
    ['wide characters', ['echo 你好世界'], 'echo 你好世界'],
    ['emoji', ['git commit -m "🚀 ship 👩‍💻"'], 'git commit -m "🚀 ship 👩‍💻"'],
    ['combining marks', ['touch cafe\u0301.txt'], 'touch cafe\u0301.txt'],
    ['bidirectional marks', ['cat \u202egnp.exe'], 'cat \u202egnp.exe'],
  ])('keep %s', (_name, rows, subject) => {
    const reading = read(ruled(60, rows, [yes, `   ${faint('2.')} No`]));
    expect(reading).toMatchObject({ state: 'permission', options: [{ kind: 'yes-once' }, { kind: 'no' }] });
    const shown = 'subject' in reading ? reading.subject : '';
    // The emulator may drop joiners: what is compared is what can be seen.
    expect(shown.replace(/[\u200d\u202e]/gu, '')).toBe(subject.replace(/[\u200d\u202e]/gu, ''));
  });

  it('are joined where the CLI wrapped them, also before a blank', () => {
    const rows = [
      'node --test tests/unit/part1.test.js',
      'tests/unit/part2.test.js tests/unit/part3.test.jss',
      ' tests/unit/part5.test.js tests/unit/part6.test.js',
    ];
    const reading = read(ruled(56, rows, [yes, `   ${faint('2.')} No`]));
    expect(reading).toMatchObject({
      subject:
        'node --test tests/unit/part1.test.js tests/unit/part2.test.js tests/unit/part3.test.jss tests/unit/part5.test.js tests/unit/part6.test.js',
    });
  });
});

describe('a plan', () => {
  it('is asked about under its title, at the left or in a panel', () => {
    const options = (by: number): string[] => [
      `${' '.repeat(by)}${accent('‸❯')} ${faint('1.')} ${accent('Yes')}`,
      `${' '.repeat(by)}  ${faint('2.')} No`,
    ];
    const plain = drawn(60, [
      accent('─'.repeat(60)),
      ` ${accent(bold('Exit plan mode?'))}`,
      '',
      '  Claude wants to exit',
      '',
      ...options(2),
    ]);
    const panel = drawn(60, [
      accent('▔'.repeat(60)),
      '',
      `  ${accent('─'.repeat(56))}`,
      `   ${accent(bold('Exit plan mode?'))}`,
      '',
      ...options(4),
    ]);
    for (const frame of [plain, panel]) {
      expect(read(frame)).toMatchObject({ state: 'plan', options: [{ kind: 'yes-once' }, { kind: 'no' }] });
    }
  });

  it('is not asked about by text below another title', () => {
    expect(read(ruled(60, ['Exit plan mode?', 'Ready to code?'], [yes, `   ${faint('2.')} No`])).state).toBe(
      'permission',
    );
  });
});

describe('a question with pages', () => {
  const open = (text: string): string => `\u001b[38;5;16m\u001b[48;5;153m${text}\u001b[0m`;
  const rule = faint('─'.repeat(70));
  const page = (selected: 'first' | 'submit'): Frame =>
    drawn(70, [
      rule,
      `${faint('← ')} ☒ Database ${open(' ☒ Features ')} ✔ Submit  →`,
      '',
      bold('Which features shall it have?'),
      '',
      `${selected === 'first' ? accent('‸❯') : ' '} ${faint('1.')} [ ] Yes`,
      `  ${faint('Type something')}`,
      `  ${faint('2.')} [✔] Submit`,
      `  ${faint('Submit')}`,
      `  ${faint('3.')} [✔] words of my own`,
      `${selected === 'submit' ? accent('‸❯') : ' '}    ${bold('Submit')}`,
      rule,
      `  ${faint('4.')} Chat about this`,
      '',
      faint('Enter to select · Tab/Arrow keys to navigate · ctrl+g to edit in Vim ·'),
      faint('Esc to cancel'),
    ]);

  it('names the open page, and its rows by their places', () => {
    expect(read(page('first'))).toMatchObject({
      state: 'question',
      question: 'Which features shall it have?',
      header: 'Features',
      multi: true,
      tabs: [
        { label: 'Database', done: true, current: false },
        { label: 'Features', done: true, current: true },
        { label: 'Submit', current: false },
      ],
      options: [
        { key: '1', label: 'Yes', kind: 'answer', checked: false, selected: true },
        { key: '2', label: 'Submit', kind: 'answer', checked: true },
        { key: '3', label: 'words of my own', kind: 'free-text', checked: true },
        { key: '', label: 'Submit', kind: 'submit', selected: false },
        { key: '4', label: 'Chat about this', kind: 'other' },
      ],
    });
  });

  it('may have the selector on the row that hands in', () => {
    const reading = read(page('submit'));
    expect('options' in reading ? reading.options.map((option) => option.selected) : []).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it('is the same dialog wherever the selector rests and whatever is ticked', () => {
    expect(identityOf(read(page('first')))).toBe(identityOf(read(page('submit'))));
  });
});

describe('a question with a row set off', () => {
  const set = (selected: boolean): Frame =>
    drawn(60, [
      faint('─'.repeat(60)),
      ' \u001b[38;5;16m\u001b[48;5;153m☐ Database\u001b[0m',
      '',
      bold('Which one?'),
      '',
      `${selected ? ' ' : accent('‸❯')} ${faint('1.')} SQLite`,
      `     ${faint('One file')}`,
      `  ${faint('2.')} Type something.`,
      faint('─'.repeat(60)),
      `${selected ? accent('‸❯') : ' '} Chat about this`,
      '',
      faint('Enter to select · Esc to cancel'),
    ]);

  it.each([false, true])('has it among its options, selected or not: %s', (selected) => {
    expect(read(set(selected))).toMatchObject({
      state: 'question',
      header: 'Database',
      options: [
        { key: '1', kind: 'answer', selected: !selected },
        { key: '2', kind: 'free-text' },
        { key: '', label: 'Chat about this', kind: 'other', selected },
      ],
    });
  });
});

describe('the composer', () => {
  const gray = (text: string): string => `\u001b[38;5;244m${text}\u001b[39m`;
  const rule = gray('─'.repeat(60));

  it('is open above a list at the left edge while the cursor is in it', () => {
    const list = ['/model      Set the model', '/memory     Edit memory files'];
    expect(read(drawn(60, ['hello', rule, '❯ /m‸', rule, ...list]))).toMatchObject({ state: 'draft', text: '/m' });
    expect(read(drawn(60, ['hello', rule, '❯ /m', rule, ...list])).state).toBe('unknown');
  });

  it.each(versions)('%s: holds a pasted dialog as a draft', (version) => {
    const frame = frameIn(recording(version, 'pasted-dialog-80x24'), 'draft');
    expect(read(frame)).toMatchObject({ state: 'draft' });
  });

  it.each([20, 15, 12, 10, 8])('is read, or nothing is, on %i rows', (height) => {
    const frame = drawn(
      40,
      ['', gray('─'.repeat(40)), '❯ ‸', gray('─'.repeat(40)), faint('  ? for shortcuts')],
      height,
    );
    expect(read(frame).state).toBe('idle');
  });
});

describe('a limit', () => {
  it('called up as a menu is told by the banner above the command', () => {
    const frame = drawn(80, [
      '❯ Please go on',
      `  ⎿  ${warm("You've hit your session limit · resets 3:30pm (UTC)")}`,
      '',
      '❯ /rate-limit-options',
      '',
      accent('─'.repeat(80)),
      `  ${accent(bold('What do you want to do?'))}`,
      '',
      `  ${accent('‸❯')} ${faint('1.')} Stop and wait for limit to reset`,
      `    ${faint('2.')} Upgrade your plan`,
      '',
      `  ${faint('Enter to confirm · Esc to cancel')}`,
    ]);
    expect(read(frame)).toMatchObject({
      state: 'limit',
      kind: 'five_hour',
      resetsAt: '2023-11-15T15:30:00.000Z',
      options: [{ kind: 'other' }, { kind: 'costs-money' }],
    });
  });

  it.each([
    ['below the last output of a tool', ['● Read(README.md)', '  ⎿  Read 4 lines'], 'limit'],
    ['below the prompt', ['❯ Please go on'], 'limit'],
    ['as the output of a tool', ['● Bash(cat notes)'], 'idle'],
  ])('%s', (_name, above, state) => {
    const rule = `\u001b[38;5;244m${'─'.repeat(60)}\u001b[39m`;
    const banner = `  ⎿  ${warm('Session limit reached ∙ resets 3:30pm')}`;
    expect(read(drawn(60, [...above, banner, '', rule, '❯ ‸', rule])).state).toBe(state);
  });
});

describe('the beginning', () => {
  it('is starting, and unknown once the CLI has shown itself', () => {
    const context = { words: shippedWords(), time: { appearedMs: 0, zone: 'UTC' } };
    const blank = drawn(60, []);
    const loading = drawn(60, ['loading']);
    for (const frame of [blank, loading]) {
      expect(readScreen(frame, { ...context, begun: false }).state).toBe('starting');
      expect(readScreen(frame, { ...context, begun: true }).state).toBe('unknown');
    }
  });
});

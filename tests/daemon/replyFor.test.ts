import { describe, expect, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import type { Waiting } from '../../src/daemon/replyFor.ts';
import { replyFor } from '../../src/daemon/replyFor.ts';
import { checkRoom, rowsAround } from '../../src/daemon/responding.ts';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option, OptionKind } from '../../src/screen/reading.ts';
import type { Dialog } from '../../src/session/session.ts';
import { frameIn, read, recording } from '../screen/recordings.ts';

/** What a person means by the arguments of `pcc respond`, for each family of dialogs. */

const questions = [
  { question: 'Which way in?', header: 'Auth', multiSelect: false, options: [{ label: 'Key' }, { label: 'Word' }] },
  {
    question: 'Which parts?',
    header: 'Parts',
    multiSelect: true,
    options: [{ label: 'Front' }, { label: 'Back' }, { label: 'Logs, old and new' }],
  },
  { question: 'Where to?', header: 'Place', multiSelect: false, options: [{ label: 'Here' }, { label: 'There' }] },
];
const call = { id: 'q', tool: 'AskUserQuestion', input: { questions } };

function row(key: string, label: string, kind: OptionKind, more: Partial<Option> = {}): Option {
  return { key, label, kind, selected: false, ...more };
}

function dialog(kind: Dialog['kind'], options: readonly Option[], question = ''): Dialog {
  return { kind, fingerprint: 'f', tool: '', subject: '', truncated: false, question, options };
}

/** The page of the call as it stands on the screen. */
function page(at: number): Dialog {
  const { question = '', multiSelect = false, options = [] } = questions[at] ?? {};
  const tick = multiSelect ? { checked: false } : {};
  const rows = options.map(({ label }, index) => row(String(index + 1), label, 'answer', tick));
  rows.push(row(String(rows.length + 1), 'Type something.', 'free-text', tick));
  if (multiSelect) rows.push(row('', 'Next', 'submit'));
  rows.push(row(String(rows.length + 1), 'Chat about this', 'other'));
  return dialog('question', rows, question);
}

function goals(waiting: Waiting, ...answers: string[]): readonly Goal[] {
  const text = answers[0] === '--text';
  return replyFor(waiting, { answers: text ? answers.slice(1) : answers, text }).goals;
}

const asked = (at: number): Waiting => ({ dialog: page(at), call });
const way = (label: string): Goal => ({ want: 'row', label });
const ticks = (labels: string[], text = ''): Goal => ({ want: 'ticks', labels, text });

describe('for a question', () => {
  test.each<[number, string[], Goal[]]>([
    [0, ['word'], [way('Word')]],
    [0, ['2', 'front, 2', 'ther'], [way('Word'), ticks(['Front', 'Back']), way('There')]],
    [0, ['Key', '1,1, Front', 'Here'], [way('Key'), ticks(['Front']), way('Here')]],
    [1, ['Logs, old and new'], [ticks(['Logs, old and new'])]],
    [1, ['3', '1'], [ticks(['Logs, old and new']), way('Here')]],
    [0, ['chat'], [way('Chat about this')]],
    [0, ['--text', 'neither, really'], [{ want: 'text', text: 'neither, really' }]],
    [0, ['--text', 'Key', 'Back, the cellar'], [way('Key'), ticks(['Back'], 'the cellar')]],
    [1, ['--text', 'the cellar, the attic'], [ticks([], 'the cellar, the attic')]],
    [1, ['--text', 'a', '--text'], [ticks([], 'a'), { want: 'text', text: '--text' }]],
  ])('page %i, %j', (at, answers, wanted) => {
    expect(goals(asked(at), ...answers)).toEqual(wanted);
  });

  test.each<[string, number, string[], string]>([
    ['one answer too many', 0, ['Key', 'Front', 'Here', 'more'], 'up to 3 answers'],
    ['a page that is behind', 2, ['Here', 'Key'], 'put quotes around'],
    ['nothing of the sort', 0, ['Door'], "'Door' fits none"],
    ['several of the sort', 1, ['a'], 'fits more than one'],
    ['nothing of the sort on a later page', 0, ['Key', 'Front, Roof'], "'Roof' fits none"],
    ['no answer', 1, [' , '], 'Nothing is chosen'],
    ['the row for words without words', 0, ['3'], 'takes words'],
    ['commas where one is picked', 0, ['Key, Word'], 'fits none'],
    ['empty words', 0, ['--text', ' '], 'names no option'],
  ])('%s is refused', (_name, at, answers, why) => {
    expect(() => goals(asked(at), ...answers)).toThrow(PccError);
    expect(() => goals(asked(at), ...answers)).toThrow(why);
  });

  test('without a call only the page on the screen can be answered', () => {
    expect(goals({ dialog: page(0) }, 'Word')).toEqual([way('Word')]);
    expect(() => goals({ dialog: page(0) }, 'Word', 'Front')).toThrow('one answer');
  });
});

describe('no, with words,', () => {
  const yes = row('1', 'Yes', 'yes-once');
  const told = { answers: ['no', 'use', 'make'], text: false };

  test('opens the plain no of a permission', () => {
    const reply = replyFor({ dialog: dialog('permission', [yes, row('2', 'No', 'no')]) }, told);
    expect(reply).toEqual({ label: 'No, use make', goals: [{ want: 'no', text: 'use make' }] });
  });

  test('goes into the row for words, where that is the no', () => {
    const rows = [yes, row('2', 'Type here to tell Claude what to do differently', 'free-text')];
    expect(replyFor({ dialog: dialog('plan', rows) }, told).goals).toEqual([{ want: 'text', text: 'use make' }]);
    expect(goals({ dialog: dialog('plan', rows) }, '--text', 'use make')).toEqual([{ want: 'text', text: 'use make' }]);
    expect(goals({ dialog: dialog('plan', rows) }, 'no')).toEqual([way(rows[1]?.label ?? '')]);
  });

  test('is the next prompt where the dialog has no place for it', () => {
    const label = 'No, and tell Claude what to do differently (esc)';
    const waiting = { dialog: dialog('permission', [yes, row('2', label, 'no')]), call: { ...call, tool: 'Bash' } };
    expect(replyFor(waiting, told)).toEqual({ label, goals: [way(label)], message: 'use make' });
    for (const words of ['!rm -rf build', '/clear', '# remember', '\u0007!ls', '&'])
      expect(() => replyFor(waiting, { answers: ['no', words], text: false })).toThrow('switches the mode');
    expect(() => replyFor({ dialog: waiting.dialog }, told)).toThrow('has no place for words');
  });

  test.each(['trust', 'menu', 'limit'] as const)('is refused for a %s', (kind) => {
    const waiting = { dialog: dialog(kind, [yes, row('2', 'No, exit', 'no')]) };
    expect(() => replyFor(waiting, told)).toThrow('not with this one');
  });

  test('is not meant by yes', () => {
    const waiting = { dialog: dialog('permission', [yes, row('2', 'No', 'no')]) };
    expect(() => goals(waiting, 'yes', 'but slowly')).toThrow('one answer, 2 were given');
  });
});

describe('for a question in words', () => {
  const rows = [
    row('1', 'Yes, run the tests.', 'answer'),
    row('2', 'No, please do not run the tests.', 'answer'),
    row('3', 'Type something', 'free-text'),
  ];
  const waiting = { dialog: dialog('prose', rows, 'Should I run the tests?') };

  test.each<[string[], Goal]>([
    [['1'], way('Yes, run the tests.')],
    [['yes'], way('Yes, run the tests.')],
    [['No'], way('No, please do not run the tests.')],
    [['please do not'], way('No, please do not run the tests.')],
    [['--text', '2'], way('No, please do not run the tests.')],
    [['--text', 'only the unit tests'], { want: 'text', text: 'only the unit tests' }],
    [['--text', 'yes'], { want: 'text', text: 'yes' }],
  ])('%j', (answers, wanted) => {
    expect(goals(waiting, ...answers)).toEqual([wanted]);
  });

  test.each<[string[], string]>([
    [['the tests'], 'fits more than one'],
    [['maybe'], 'fits none'],
    [['3'], 'takes words'],
    [['--text', '3'], 'takes words'],
    [['--text', ' '], 'fits none'],
    [['--text', '!rm -rf build'], 'switches the mode'],
    [['--text', '/clear'], 'switches the mode'],
    [['yes', 'please'], 'It takes one answer; put quotes around'],
  ])('%j is refused', (answers, why) => {
    expect(() => goals(waiting, ...answers)).toThrow(why);
  });
});

test('words that would push options off the screen are refused, by its size', () => {
  const said = (chars: string): { goals: readonly Goal[] } => ({ goals: [{ want: 'text', text: chars }] });
  const frame = { cols: 60, rows: new Array<never>(20) };
  expect(() => {
    checkRoom(said('x'.repeat(240)), frame, 20);
  }).not.toThrow();
  expect(() => {
    checkRoom(said('x'.repeat(241)), frame, 20);
  }).toThrow('room for 240');
  expect(() => {
    checkRoom(said('字'.repeat(121)), frame, 20);
  }).toThrow('take 242 cells');
});

test.each([
  ['bash-simple-80x24', 70],
  ['bash-huge-80x24', 60],
])('words for which there is room may stand in %s: %i cells', (name, cells) => {
  expect(wordsInto(name, cells)).not.toThrow();
});

test('words that would push the beginning of a dialog off the screen are refused: it would be another one', () => {
  expect(wordsInto('bash-huge-80x24', 70)).toThrow(
    'make the dialog one row longer, and this screen has room for 0 more',
  );
});

function wordsInto(name: string, cells: number): () => void {
  const frame = frameIn(recording('2.1.329', name), 'permission');
  return () => {
    checkRoom({ goals: [{ want: 'no', text: 'x'.repeat(cells) }] }, frame, rowsAround(read(frame), frame));
  };
}

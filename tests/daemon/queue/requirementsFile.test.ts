import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequirementsFile, toldOf, untickedDigest } from '../../../src/daemon/queue/requirementsFile.ts';

function read(text: string): ReturnType<typeof readRequirementsFile> {
  return readRequirementsFile(Buffer.from(text));
}

/** The tasks of a file, each as its box, its line and its words. */
function tasks(text: string): string[] {
  return read(text).tasks.map((task) => `${task.isTicked ? 'x' : 'o'} ${task.line}: ${task.text}`);
}

test('tasks are list items with a box, each with the lines indented under it', () => {
  const text =
    '# Plan\r\n- [ ] first\r\n  with more\r\n- [x] done\n  its detail\n* [ ] second\n\n  - [X] nested\ntext\n+ [ ]  third  \n- [] none\n- [ ]\n';
  expect(tasks(text)).toEqual([
    'o 2: first\nwith more',
    'x 4: done\nits detail',
    'o 6: second',
    'x 8: nested',
    'o 10: third',
  ]);
  expect(tasks('')).toEqual([]);
});

describe('is read', () => {
  test.each([
    ['numbered', '1. [ ] one\n2) [x] two\n', ['o 1: one', 'x 2: two']],
    ['with tabs', '-\t[ ]\tone\n\t- [ ] inner\n', ['o 1: one', 'o 2: inner']],
    ['behind a byte order mark', '\uFEFF- [ ] one\n', ['o 1: one']],
    ['without a final line end', '- [ ] one', ['o 1: one']],
    ['with old line ends', '- [ ] one\r- [ ] two\r', ['o 1: one', 'o 2: two']],
    ['with a paragraph below it', '- [ ] one\n\n  More on it.\n\nText.\n', ['o 1: one\n\nMore on it.']],
    [
      'with items below it',
      '- [ ] one\n  - detail\n  1. step\n- [ ] two\n',
      ['o 1: one\n- detail\n1. step', 'o 4: two'],
    ],
    [
      'with lines after an inner one',
      '- [ ] one\n  - [ ] inner\n  more on one\n',
      ['o 1: one\nmore on one', 'o 2: inner'],
    ],
    ['without a comment in it', '- [ ] one <!-- of\n- [ ] none\n--> more\n', ['o 1: one\n\nmore']],
    [
      'with code in it',
      '- [ ] run\n  ```sh\n  - [ ] none\n    x\n  ```\n- [ ] two\n',
      ['o 1: run\n```sh\n- [ ] none\n  x\n```', 'o 6: two'],
    ],
    ['after code that its list ends', '- [ ] one\n  ```\n  x\n- [ ] two\n', ['o 1: one\n```\nx', 'o 4: two']],
    [
      'with a mark of a comment as code',
      '- [ ] write `<!--` there\n- [ ] two\n',
      ['o 1: write `<!--` there', 'o 2: two'],
    ],
    [
      'with a mark of a comment that nothing ends',
      '- [ ] write <!-- there\n- [ ] two\n',
      ['o 1: write <!-- there', 'o 2: two'],
    ],
    ['deep in a list', '- a\n  - b\n    - c\n      - [ ] one\n', ['o 4: one']],
    ['in other letters', '- [ ] Größe à Ä 日本\u00a0x\u00a0\n', ['o 1: Größe à Ä 日本\u00a0x\u00a0']],
  ])('%s', (_name, text, expected) => {
    expect(tasks(text)).toEqual(expected);
  });
});

describe('is no task', () => {
  test.each([
    ['in a fence', '```\n- [ ] no\n```\n'],
    ['in a fence of another kind', '~~~ md\n```\n- [ ] no\n~~~\n'],
    ['in a longer fence', '````\n```\n- [ ] no\n```\n- [ ] no\n````\n'],
    ['in a fence that nothing ends', 'Text\n```\n- [ ] no\n'],
    ['in a comment', '<!--\n- [ ] no\n-->\n'],
    ['in a comment that nothing ends', 'a\n<!-- \n- [ ] no\n'],
    ['in a comment within a line', 'Text <!-- from here\n- [ ] no\nto --> here\n'],
    ['in a quotation', '> - [ ] no\n'],
    ['in indented code', 'Text\n\n    - [ ] no\n'],
    ['with another box', '- [-] no\n- [y] no\n- [  ] no\n- [] no\n-[ ] no\n- [ ]no\n'],
    ['without words', '- [ ]\n- [ ]   \n- [ ] <!-- nothing -->\n'],
    ['a link', '- [x](target)\n'],
  ])('%s', (_name, text) => {
    expect(tasks(text)).toEqual([]);
  });
});

test('what is no UTF-8 is taken for Latin-1, and boxes are found by bytes', () => {
  const bytes = Buffer.concat([
    Buffer.from([0x23, 0x20, 0xfc, 0x0a]),
    Buffer.from('- [ ] caf'),
    Buffer.from([0xe9, 0x0a]),
  ]);
  const [task] = readRequirementsFile(bytes).tasks;
  expect(task).toMatchObject({ text: 'café', box: 7 });
});

test('overview and preferences are found in any order and depth', () => {
  const file = read(
    '# App\nintro\n## Preferences\n- Database: SQLite\n### Style\n- tabs\n## Tasks\n- [ ] one\n## Project Overview ##\nA small shop.\n### Users\nPeople.\n',
  );
  expect(file.overview).toBe('A small shop.\n### Users\nPeople.');
  expect(file.preferences).toBe('- Database: SQLite\n### Style\n- tabs');
  expect(read('A shop.\n\n# Tasks\n- [ ] one\n').overview).toBe('A shop.');
});

test('what does not fit is cut behind what is most telling', () => {
  const file = read(`${'x'.repeat(100)}\n# Overview\nA shop.\n# Preferences\n- tabs\n`);
  expect(toldOf(file, 1_000)).toBe(file.text);
  expect(toldOf(file, 40)).toBe(`A shop.\n\n# Preferences\n\n- tabs\n\n${'x'.repeat(8)}`);
});

/** Pieces of which hostile files are made. */
const piece = fc.constantFrom(
  '- [ ] ',
  '- [x] ',
  '\t',
  '  ',
  '    ',
  '1. [ ] ',
  '* [X] ',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '```',
  '~~~~',
  '`',
  '<!--',
  '-->',
  '# Overview',
  '> ',
  'word',
  'ä',
  '日',
  '\u00a0',
  '\uFEFF',
  '[ ]',
  '\0',
);
const hostile = fc
  .tuple(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 60 }), fc.boolean())
  .map(([parts, broken]) => Buffer.concat([Buffer.from(parts.join('')), Buffer.from(broken ? [0xff, 0xa0] : [])]));

test('every box is one byte of the file, in the order of the file, and ticking it changes nothing but that', () => {
  fc.assert(
    fc.property(hostile, fc.nat(), (bytes, chosen) => {
      const file = readRequirementsFile(bytes);
      let last = -1;
      for (const task of file.tasks) {
        expect(task.box).toBeGreaterThan(last);
        last = task.box;
        expect(bytes.subarray(task.box - 1, task.box + 2).toString()).toBe(
          task.isTicked ? (bytes[task.box] === 0x58 ? '[X]' : '[x]') : '[ ]',
        );
      }
      const task = file.tasks[chosen % Math.max(1, file.tasks.length)];
      if (!task) return;
      const ticked = Buffer.from(bytes);
      ticked[task.box] = 0x78;
      const again = readRequirementsFile(ticked);
      expect(again.tasks).toEqual(file.tasks.map((other) => (other === task ? { ...other, isTicked: true } : other)));
      expect(untickedDigest(ticked, again.tasks)).toBe(untickedDigest(bytes, file.tasks));
    }),
    { numRuns: 2_000 },
  );
});

test('what was read can be written as a plain list and is read again the same', () => {
  fc.assert(
    fc.property(hostile, (bytes) => {
      const found = readRequirementsFile(bytes).tasks.filter(({ text }) => /^[\w ]+$/.test(text));
      const written = found.map(({ text, isTicked }) => `- [${isTicked ? 'x' : ' '}] ${text}\n`).join('');
      expect(read(written).tasks.map(({ text, isTicked }) => ({ text, isTicked }))).toEqual(
        found.map(({ text, isTicked }) => ({ text, isTicked })),
      );
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['blanks', `- [ ] a${' '.repeat(300_000)}b\n`],
  ['hashes', `# ${'#'.repeat(300_000)}x\n`],
  ['comments', '<!--'.repeat(70_000)],
  ['fences', '```\n~~~\n'.repeat(40_000)],
  ['marks', '- '.repeat(150_000)],
  ['tasks', '- [ ] a\n'.repeat(40_000)],
  ['nested tasks', Array.from({ length: 800 }, (_, depth) => `${' '.repeat(depth)}- [ ] a\n`).join('')],
])('a file full of %s is read in no time', (_name, text) => {
  const begun = performance.now();
  read(text);
  expect(performance.now() - begun).toBeLessThan(2_000);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseList, readListFile } from '../../../src/cli/executions/listFile.ts';
import { readMarkdown } from '../../../src/cli/executions/markdown.ts';
import { readRequirementsFile } from '../../../src/daemon/queue/requirementsFile.ts';
import { limits } from '../../../src/limits.ts';

async function prompts(text: string): Promise<string[]> {
  const { tasks } = await parseList(text, { what: 'The file', isJson: false });
  return tasks.map(({ prompt }) => prompt);
}

describe('a list in Markdown', () => {
  test.each<[string, string, string[]]>([
    ['boxes and numbers', '# Plan\nWords.\n- [ ] one\n* [ ] two\n3. three\n4) four\n', ['one', 'two', 'three', 'four']],
    ['plain points are no tasks', '- a point\n- [ ] a task\n', ['a task']],
    [
      'indented text belongs to the task above',
      '- [ ] one\n\n      more\n        deeper\n\n  - a point\n- [ ] two\n\ttabbed\n',
      ['one\n\n    more\n      deeper\n\n- a point', 'two\ntabbed'],
    ],
    [
      'a line without indentation goes on with its paragraph',
      '1. one\nand\n   more\n2. two\n',
      ['one\nand\nmore', 'two'],
    ],
    ['a paragraph at the left edge ends it', '1. one\n\nno part of it\n\n1. two\n', ['one', 'two']],
    ['a number within a paragraph is none', 'It has\n2. parts.\n- [ ] one\n', ['one']],
    ['numbers may have boxes', '1. [x] done\n2. [ ] two\n', ['two']],
    ['the list may be indented a little', '  - [ ] one\n\n    more\n  - [ ] two\n', ['one\n\nmore', 'two']],
    ['a fence ends with its task', '1. one\n   ```\n   x\n2. two\n', ['one\n```\nx', 'two']],
    ['tabs in code stay', '- [ ] one\n  ```\n  a:\n  \tb\n  ```\n', ['one\n```\na:\n\tb\n```']],
    ['code may be all of it', '- [ ] `npm test`\n- [ ] [x] two\n', ['`npm test`', '[x] two']],
    ['a task without words is none', '- [ ]\n- [ ] <!-- none -->\n1.\n- [ ] one\n', ['one']],
    ['quotations and nested lists are none', '> - [ ] none\n\n- point\n  - [ ] none\n- [ ] one\n', ['one']],
    [
      'comments are left out, save in code',
      '- [ ] one <!-- a\n  b --> more\n\n  <!-- c -->\n  `<!-- d -->`\n- [ ] <!-- two\n',
      ['one  more\n\n\n`<!-- d -->`', '<!-- two'],
    ],
    ['underlined headings', 'One\n===\na\n\nTwo\nwords\n---\n# Three\n', ['One\n\na\n\nTwo\nwords\n---', 'Three']],
    [
      'fenced text holds no tasks',
      '```\n1. none\n```\n1. one\n   ```\n   2. code\n   ```\n',
      ['one\n```\n2. code\n```'],
    ],
    ['a fence ends at its own mark only', '```\n```js\n1. none\n~~~\n```\n1. one\n', ['one']],
    ['code on one line is no fence', '1. one\n   ```npm test```\n2. two\n', ['one\n```npm test```', 'two']],
    ['comments hold no tasks', '<!--\n- [ ] none\n-->\n- [ ] one\n<!-- - [ ] none', ['one']],
    ['items within a task are its own', '1. one\n   1. first\n   2. second\n', ['one\n1. first\n2. second']],
    ['CRLF and a byte order mark', '\ufeff1. one\r\n   more\r\n2. two\r\n', ['one\nmore', 'two']],
    [
      'headings with what stands below',
      '# Title\n## One\nDo it.\n\n### Part\nx\n## Two ##\n',
      ['One\n\nDo it.\n\n### Part\nx', 'Two'],
    ],
    ['a single heading', '# Only\nWords.\n', ['Only\n\nWords.']],
    ['a title alone', '# Only\n\n<!--\nWords.\n-->\n', []],
    ['chapters above headings are none', '# A\n## B\nb\n# C\nc\n## D\n', ['A\n\n## B\nb', 'C\n\nc\n## D']],
    ['headings in fences are text', '## One\n```\n## no\n```\n## Two\n', ['One\n\n```\n## no\n```', 'Two']],
    ['nothing', 'Just words.\n', []],
  ])('%s', async (_name, text, expected) => {
    expect(await prompts(text)).toEqual(expected);
  });

  test('leaves out what is ticked, and counts it', async () => {
    expect(await parseList('- [x] a\n- [ ] b\n- [X] c\n', { what: 'It', isJson: false })).toEqual({
      tasks: [{ prompt: 'b' }],
      ticked: 2,
    });
  });

  test('names tasks by their headings', async () => {
    const { tasks } = await parseList('## One\na\n## Two\nb\n', { what: 'It', isJson: false });
    expect(tasks.map(({ name }) => name)).toEqual(['One', 'Two']);
  });
});

/** Pieces of which hostile files are made. */
const piece = fc.constantFrom(
  ...['- [ ] ', '- [x] ', '\t', '  ', '    ', '1. [ ] ', '2) ', '* ', '\n', '\r\n', '\r', '\n\n', '```', '~~~~', '`'],
  ...['<!--', '-->', '# ', '\n---\n', '> ', 'word', 'ä', '日', '🚀', '\u00a0', '\ufeff', '[ ]', '\\', '\0', '<p>', '*'],
);
const hostile = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));

describe('any text', () => {
  test('can be read, and ticking one box leaves every other item as it was', () => {
    fc.assert(
      fc.property(hostile, fc.nat(), (text, chosen) => {
        const { items } = readMarkdown(text);
        const boxes = [...text.matchAll(/\[ \]/g)].map(({ index }) => index + 1);
        const box = boxes[chosen % Math.max(1, boxes.length)];
        if (box === undefined) return;
        const boxed = readMarkdown(`${text.slice(0, box)}x${text.slice(box + 1)}`).items;
        const changed = items.flatMap((item, index) => (isDeepStrictEqual(boxed[index], item) ? [] : [index]));
        expect(boxed).toHaveLength(items.length);
        expect(changed.length).toBeLessThan(2);
        for (const index of changed) {
          const [before, after] = [items[index], boxed[index]];
          // A box of its own, or one that is nothing but words of it.
          if (after?.text === before?.text) expect([before?.isTicked, after?.isTicked]).toEqual([false, true]);
          else expect(after).toEqual({ ...before, text: after?.text });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  const words = fc.stringMatching(/^[a-z][a-z äß日🚀.*_[\]]{0,8}[a-z]$/u);
  const written = fc.record({
    tasks: fc.array(fc.tuple(fc.array(words, { minLength: 1, maxLength: 4 }), fc.boolean()), { minLength: 1 }),
    mark: fc.constantFrom('- ', '* ', '1. ', '-\t'),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    first: fc.constantFrom('', '\ufeff', '# Plan\n\n', '<!--\n- [ ] none\n-->\n'),
  });

  test('is read as it was written, and by who follows requirements as well', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ tasks, mark, end, first }) => {
        const indent = mark.endsWith('\t') ? '\t' : ' '.repeat(mark.length);
        const lines = tasks.map(
          ([own, isTicked]) => `${mark}[${isTicked ? 'x' : ' '}] ${own.join(end + indent)}${end}`,
        );
        const text = first + lines.join('');
        const open = tasks.flatMap(([own, isTicked]) => (isTicked ? [] : [own.join('\n')]));
        expect(await prompts(text)).toEqual(open);
        const followed = readRequirementsFile(Buffer.from(text)).tasks.filter(({ isTicked }) => !isTicked);
        expect(followed.map((task) => task.text)).toEqual(open);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['quotations', `${'>'.repeat(3_000)}a`],
    ['lists', `${'- '.repeat(1_000)}a`],
    ['both', `${'> - '.repeat(500)}<!-- a -->`],
    ['brackets', '['.repeat(20_000)],
    ['stars', '*a_ '.repeat(5_000)],
    ['comments', 'a <!-- '.repeat(1_000)],
  ])('of nothing but %s has no tasks', (_name, text) => {
    const { items, sections } = readMarkdown(text);
    expect([items.filter(({ isNumbered, isTicked }) => isNumbered || isTicked !== undefined), sections]).toEqual([
      [],
      [],
    ]);
  });
});

describe('a list in JSON', () => {
  test('has texts and objects, also in the words of the API', async () => {
    const text = JSON.stringify([
      'a',
      { prompt: 'b', json: true, validation: 'ok?', uses: [1], schema: { type: 'object' } },
    ]);
    const { tasks } = await parseList(text, { what: 'It', isJson: false });
    expect(tasks).toEqual([
      { prompt: 'a' },
      { prompt: 'b', json: true, validation: 'ok?', uses: [1], schema: { type: 'object' } },
    ]);
  });

  test.each([
    ['{"a":1}', 'The file is no list; write a JSON array'],
    ['["a",', 'The file is no JSON ('],
    ['[{"prompt":"a"},{"name":"b"}]', "Task 2 does not fit: 'prompt' is missing."],
    ['[{"prompt":"a","env":{}}]', "Task 1 has a field 'env', which is unknown"],
    ['[{"prompt":"a","context":"new"}]', "Task 1 does not fit: 'context' must be one of 'fresh', 'same'."],
    ['[["a"]]', 'Task 1 is neither a text nor an object'],
  ])('that is %s is refused', async (text, said) => {
    await expect(parseList(text, { what: 'The file', isJson: true })).rejects.toThrow(said);
  });

  test('that is nested without end is refused by the number of the task', async () => {
    const text = `["a",{"prompt":"b","schema":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}]`;
    const said = 'Task 2 is nested more deeply than 200 levels; make it flatter.';
    await expect(parseList(text, { what: 'The file', isJson: true })).rejects.toThrow(said);
  });
});

describe('reading it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-lists-'));
  const io = (text = '') => ({ cwd: folder, stdin: Readable.from([text]) });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('takes a file or the standard input', async () => {
    writeFileSync(join(folder, 'a.md'), '1. one\n');
    expect((await readListFile('a.md', io())).tasks).toEqual([{ prompt: 'one' }]);
    expect((await readListFile('-', io('["two"]'))).tasks).toEqual([{ prompt: 'two' }]);
    expect((await readListFile('-', io('[x] is no JSON\n1. three\n'))).tasks).toEqual([{ prompt: 'three' }]);
  });

  test('says what is wrong', async () => {
    writeFileSync(join(folder, 'empty.md'), 'Words.\n');
    writeFileSync(join(folder, 'done.md'), '- [x] a\n');
    await expect(readListFile('none.md', io())).rejects.toThrow("The file 'none.md' does not exist");
    await expect(readListFile('.', io())).rejects.toThrow("The file '.' cannot be read (EISDIR)");
    await expect(readListFile('empty.md', io())).rejects.toThrow("The file 'empty.md' has no tasks");
    await expect(readListFile('done.md', io())).rejects.toThrow('has only tasks that are ticked');
    await expect(readListFile('-', io('1. a\n'.repeat(1_001)))).rejects.toThrow('has 1001 tasks and may have 1000');
    await expect(readListFile('-', io('x'.repeat(9_000_000)))).rejects.toThrow('is larger than');
    await expect(readListFile('-', io('x'.repeat(limits.executionMarkdownCharsMax + 1)))).rejects.toThrow(
      'The standard input has 500001 characters and may have 500000 in Markdown; write it in JSON, or make several lists of it.',
    );
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { parseList, readListFile } from '../../../src/cli/executions/listFile.ts';

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
    ['a line at the left edge ends it', '1. one\nno part of it\n   nor this\n2. two\n', ['one', 'two']],
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
    [
      `["a",{"prompt":"b","schema":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}]`,
      'Task 2 is nested more deeply than 200 levels; make it flatter.',
    ],
    ['[["a"]]', 'Task 1 is neither a text nor an object'],
  ])('that is %s is refused', async (text, said) => {
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
  });
});

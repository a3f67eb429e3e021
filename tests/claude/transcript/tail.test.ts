import {
  appendFileSync,
  chownSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentFiles, transcriptFile } from '../../../src/claude/transcript/places.ts';
import { Tail } from '../../../src/claude/transcript/tail.ts';
import { limits } from '../../../src/limits.ts';
import { tempFolder } from './words.ts';

const root = process.getuid?.() === 0;

function tailIn(folder: string): {
  tail: Tail;
  path: string;
  texts: () => string[];
  problem: () => string | undefined;
} {
  const path = join(folder, 'session.jsonl');
  const tail = new Tail(path);
  return {
    tail,
    path,
    texts: () => tail.read().lines.map(({ text }) => text),
    problem: () => tail.read().problems[0],
  };
}

test('a file that is not there yet is nothing, and read from its first byte once it is', () => {
  const { path, texts, tail } = tailIn(tempFolder());
  expect(tail.read()).toEqual({ lines: [], problems: [] });
  writeFileSync(path, 'one\ntwo\n');
  expect(texts()).toEqual(['one', 'two']);
  expect(texts()).toEqual([]);
});

test('only complete lines are given, whole characters whatever the cut, with the position behind each', () => {
  const { path, tail } = tailIn(tempFolder());
  const bytes = Buffer.from('{"ä":"🜁"}\nnext\n');
  writeFileSync(path, '');
  const seen: { text: string; end: number }[] = [];
  for (const byte of bytes) {
    appendFileSync(path, Buffer.of(byte));
    seen.push(...tail.read().lines);
  }
  expect(seen).toEqual([
    { text: '{"ä":"🜁"}', end: bytes.length - 5 },
    { text: 'next', end: bytes.length },
  ]);
  expect(tail.position).toBe(bytes.length);
});

test('a symbolic link is refused for good, also when it leads to a good file', () => {
  const folder = tempFolder();
  const { path, tail, problem } = tailIn(folder);
  writeFileSync(join(folder, 'real'), 'one\n');
  symlinkSync(join(folder, 'real'), path);
  expect(problem()).toBe(`The transcript ${path} is a symbolic link; it is not read.`);
  rmSync(path);
  writeFileSync(path, 'one\n');
  expect(tail.read()).toEqual({ lines: [], problems: [] });
});

test('a file that cannot be opened at this moment is read once it can be', () => {
  const above = join(tempFolder(), 'project');
  writeFileSync(above, '');
  const tail = new Tail(join(above, 'session.jsonl'));
  expect(tail.read()).toEqual({ lines: [], problems: [] });
  rmSync(above);
  mkdirSync(above);
  writeFileSync(tail.path, 'one\n');
  expect(tail.read().lines.map(({ text }) => text)).toEqual(['one']);
});

test('folders that cannot be read at this moment hold nothing', () => {
  const config = tempFolder();
  const projects = join(config, 'projects');
  symlinkSync(projects, projects);
  expect(transcriptFile(config, '/app', 'id')).toBeUndefined();
  expect(agentFiles(join(projects, 'app', 'id.jsonl'), 'id')).toEqual([]);
});

test('what is no plain file is refused and does not block', () => {
  const folder = tempFolder();
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  mkdirSync(join(folder, 'folder'));
  for (const path of [fifo, join(folder, 'folder')])
    expect(new Tail(path).read().problems).toEqual([`The transcript ${path} is no plain file; it is not read.`]);
});

test.runIf(root)('a file of another user is refused, also when it became one later', () => {
  const { path, texts, problem } = tailIn(tempFolder());
  writeFileSync(path, 'one\n');
  expect(texts()).toEqual(['one']);
  chownSync(path, 12_345, 12_345);
  appendFileSync(path, 'two\n');
  expect(problem()).toBe(`The transcript ${path} belongs to another user; it is not read.`);
});

test('a file that shrank is refused for good', () => {
  const { path, texts, problem } = tailIn(tempFolder());
  writeFileSync(path, 'one\ntwo\n');
  expect(texts()).toEqual(['one', 'two']);
  truncateSync(path, 4);
  expect(problem()).toBe(`The transcript ${path} became shorter than what was read of it; it is not read.`);
  appendFileSync(path, 'three\nfour\n');
  expect(texts()).toEqual([]);
});

test('another file under the name is refused, also a longer one', () => {
  const { path, texts, problem } = tailIn(tempFolder());
  writeFileSync(path, 'one\n');
  expect(texts()).toEqual(['one']);
  writeFileSync(`${path}.new`, 'one\ntwo\n');
  renameSync(`${path}.new`, path);
  expect(problem()).toBe(`The transcript ${path} was replaced by another file; it is not read.`);
  expect(texts()).toEqual([]);
});

test('a file that is shorter than an earlier daemon knew it is refused', () => {
  const path = join(tempFolder(), 'session.jsonl');
  writeFileSync(path, 'one\n');
  expect(new Tail(path, 4).read().lines).toHaveLength(1);
  expect(new Tail(path, 5).read()).toEqual({
    lines: [],
    problems: [`The transcript ${path} became shorter than what was read of it; it is not read.`],
  });
});

test('a line that is too long is skipped up to its very end, and named once', () => {
  const { path, tail } = tailIn(tempFolder());
  const half = Buffer.alloc(limits.transcriptLineBytesMax / 2 + 10, 'x');
  writeFileSync(path, 'before\n');
  appendFileSync(path, half);
  expect(tail.read().lines.map(({ text }) => text)).toEqual(['before']);
  appendFileSync(path, half);
  expect(tail.read()).toEqual({
    lines: [],
    problems: [`A line of ${path} is longer than ${limits.transcriptLineBytesMax} bytes; it is skipped.`],
  });
  // What stands behind the limit within the same line is no line of its own.
  appendFileSync(path, '{"type":"assistant"}');
  expect(tail.read()).toEqual({ lines: [], problems: [] });
  appendFileSync(path, '\nafter\n');
  expect(tail.read().lines.map(({ text }) => text)).toEqual(['after']);
});

test('a long file is taken in at one look', () => {
  const { path, texts } = tailIn(tempFolder());
  const text = `${'y'.repeat(99_999)}\n`;
  const count = Math.ceil((limits.transcriptLineBytesMax * 2.5) / text.length);
  writeFileSync(path, text.repeat(count));
  expect(texts()).toHaveLength(count);
});

import { lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportOf, writeReport } from '../../../src/face/executions/report.ts';
import { tempFolder } from '../../terminal/harness.ts';

const folder = (): { cwd: string; env: Record<string, string> } => {
  const cwd = tempFolder();
  return { cwd, env: { PCC_HOME: join(cwd, 'home') } };
};

test('a report never follows a link that somebody put in its place', () => {
  const io = folder();
  const victim = join(io.cwd, 'bashrc');
  writeFileSync(victim, 'mine\n');
  const path = join(io.cwd, 'report.md');
  symlinkSync(victim, path);
  expect(writeReport(io, [], 'report.md')).toBe(path);
  expect(readFileSync(victim, 'utf8')).toBe('mine\n');
  expect(lstatSync(path).isSymbolicLink()).toBe(false);
  expect(readFileSync(path, 'utf8')).toContain('# 0 of 0 tasks done');
});

test('a report replaces what was there, is its owner’s alone, and leaves nothing beside it', () => {
  const io = folder();
  const path = join(io.cwd, 'report.md');
  writeFileSync(path, 'old and longer than what is written now '.repeat(100), { mode: 0o644 });
  writeReport(io, [], 'report.md');
  expect(readFileSync(path, 'utf8')).not.toContain('old');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(io.cwd)).toEqual(['report.md']);
});

test.each(['out/report.md', 'a/out/report.md'])('a folder of the project that is a link is refused: %s', (named) => {
  const io = folder();
  const elsewhere = tempFolder();
  mkdirSync(join(io.cwd, 'a'));
  symlinkSync(elsewhere, join(io.cwd, named, '..'));
  expect(() => writeReport(io, [], named)).toThrow(/is a link; name another file\./);
  expect(readdirSync(elsewhere)).toEqual([]);
  // Whoever names the folder itself means it.
  expect(writeReport(io, [], join(elsewhere, 'sub', 'report.md'))).toBe(join(elsewhere, 'sub', 'report.md'));
});

test('what cannot be written is told, and leaves nothing beside it', () => {
  const io = folder();
  mkdirSync(join(io.cwd, 'taken'));
  expect(() => writeReport(io, [], 'taken')).toThrow(/The report '.*taken' cannot be written .*; name another file\./);
  expect(readdirSync(io.cwd)).toEqual(['taken']);
});

const told = (text: string): Parameters<typeof reportOf>[0] => [
  {
    ...{
      id: 'a',
      state: 'done',
      path: '/p',
      createdAt: '',
      counts: { all: 1, done: 1, failed: 0 },
      offset: 0,
      pending: [],
    },
    steps: [
      {
        ...{ n: 1, uuid: 'b', name: 'one', prompt: text, context: 'fresh', state: 'done', amended: [], class: 'code' },
        ...{ complexity: 'simple', text },
      },
    ],
  },
];

test('what an answer says is no key of the terminal that shows the report, and ends no block', () => {
  const report = reportOf(told('a\u001b[2Jb\rc\u202ed\n```\n# Mine\n'));
  expect(report).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(report.match(/^````$/gm)).toHaveLength(4);
});

test('an answer may have any number of marks', () => {
  expect(reportOf(told('` '.repeat(200_000)))).toContain('# 1 of 1 tasks done');
});

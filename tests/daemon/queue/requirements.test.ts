import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPlainFile } from '../../../src/daemon/judging.ts';
import { checkTaskStart, projectRequirements } from '../../../src/daemon/queue/requirements.ts';
import { tasksOf } from '../../../src/daemon/startRequest.ts';
import { defaultWorld } from '../../../src/daemon/world.ts';
import { limits } from '../../../src/limits.ts';
import { tempFolder } from '../../terminal/harness.ts';

const anyFile = (): boolean => true;

test.each(['!', '#', '&', '/'])('a task of a file that begins with %s is refused, naming its line', (mark) => {
  const text = `# Plan\n- [ ] say hello\n- [ ] ${mark}rm -rf build\n`;
  expect(() => tasksOf({ requirements: { path: 'plan.md', text } }, anyFile)).toThrow(
    `The task on line 3 of 'plan.md' begins with '${mark}', which switches the mode of the CLI's input box`,
  );
});

test.each(['!ls', ' \n!ls', '\u0001!ls', '\u009b#note', '&ls'])('a person may not give %j', (text) => {
  expect(() => tasksOf({ task: text }, anyFile)).toThrow('The task begins with');
});

test.each(['say \u001b[31mred', 'bell\u0007', 'next\u0085line'])('a text that holds a key is refused: %j', (text) => {
  expect(() => checkTaskStart(text, 'The task', 'person')).toThrow(/^The task holds the control character U\+00/);
});

test.each(['a \ud83d', '\udc00b', 'a\ud83d b\udc00'])('half a character is refused: %j', (text) => {
  expect(() => checkTaskStart(text, 'The task', 'person')).toThrow(
    /^The task holds U\+D[8C]\w\w, which is half of a character; leave it out\.$/,
  );
  expect(checkTaskStart('a 😀', 'The task', 'person')).toBe('a 😀');
});

test('lines and tabs are no keys', () => {
  expect(checkTaskStart('one\r\n\ttwo\n', 'The task', 'file')).toBe('one\r\n\ttwo\n');
});

test('a person may give a command of the CLI, and marks within a text mean nothing', () => {
  expect(tasksOf({ task: '/compact' }, anyFile)).toEqual(['/compact']);
  expect(checkTaskStart('say hello! # & /', 'The text', 'file')).toBe('say hello! # & /');
});

describe('a task of a file that mentions', () => {
  function tasks(root: string, words: string): string[] {
    const requirements = { path: 'plan.md', text: `- [ ] ${words}\n` };
    return tasksOf({ requirements }, (file) => isPlainFile(file, root, defaultWorld()));
  }

  test.each([
    'read @src/a.ts, then @docs/plan.md.',
    'look at (@src/a.ts#L10-20)',
    'read @"docs/my plan.md"',
    'write to me@example.com',
    'install @types/node and use @Component()',
    'ask @agent-reviewer',
  ])('what is plain and inside is typed: %s', (words) => {
    expect(tasks(tempFolder(), words)).toEqual([words]);
  });

  test.each([
    'read @.env',
    'read @.env.',
    'read (@config/prod.env)',
    'read @"config/secrets.yml"',
    'read @/etc/passwd',
    'read @~/.ssh/id_rsa',
    'read @../other/src/a.ts',
    'read @server:resource://x',
    'read\n  @id_rsa',
  ])('what is a secret, outside or a server’s is refused: %s', (words) => {
    expect(() => tasks(tempFolder(), words)).toThrow(/^The task on line 1 of 'plan\.md' mentions '@/);
  });

  test('a link that leads out is refused, and a person may mention anything', () => {
    const root = tempFolder();
    symlinkSync('/etc', join(root, 'docs'));
    expect(() => tasks(root, 'read @docs/passwd')).toThrow("mentions '@docs/passwd'");
    expect(tasksOf({ task: 'read @/etc/passwd' }, () => false)).toEqual(['read @/etc/passwd']);
  });
});

describe('the requirements of a project', () => {
  test('are read from its folder, in either spelling, and cut', () => {
    const folder = tempFolder();
    expect(projectRequirements(folder)).toBe('');
    writeFileSync(join(folder, 'REQUIREMENTS.md'), 'big');
    expect(projectRequirements(folder)).toBe('big');
    writeFileSync(join(folder, 'requirements.md'), 'x'.repeat(limits.requirementsCharsMax + 10));
    expect(projectRequirements(folder)).toHaveLength(limits.requirementsCharsMax);
  });

  test('are no link, no folder and no pipe', () => {
    const folder = tempFolder();
    const file = join(folder, 'requirements.md');
    writeFileSync(join(folder, 'secret'), 'password');
    symlinkSync(join(folder, 'secret'), file);
    expect(projectRequirements(folder)).toBe('');
    rmSync(file);
    mkdirSync(file);
    expect(projectRequirements(folder)).toBe('');
    rmSync(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(projectRequirements(folder)).toBe('');
    expect(projectRequirements(join(folder, 'none'))).toBe('');
  });
});

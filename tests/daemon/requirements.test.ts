import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkTaskStart, projectRequirements } from '../../src/daemon/requirements.ts';
import { tasksOf } from '../../src/daemon/startRequest.ts';
import { limits } from '../../src/limits.ts';
import { tempFolder } from '../terminal/harness.ts';

test.each(['!', '#', '&', '/'])('a task of a file that begins with %s is refused, naming its line', (mark) => {
  const text = `# Plan\n- [ ] say hello\n- [ ] ${mark}rm -rf build\n`;
  expect(() => tasksOf({ requirements: { path: 'plan.md', text } })).toThrow(
    `The task on line 3 of 'plan.md' begins with '${mark}', which switches the mode of the CLI's input box`,
  );
});

test.each(['!ls', ' \n!ls', '\u0001!ls', '\u009b#note', '&ls'])('a person may not give %j', (text) => {
  expect(() => tasksOf({ task: text })).toThrow('The task begins with');
});

test('a person may give a command of the CLI, and marks within a text mean nothing', () => {
  expect(tasksOf({ task: '/compact' })).toEqual(['/compact']);
  expect(checkTaskStart('say hello! # & /', 'The text', 'file')).toBe('say hello! # & /');
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

import { expect, test } from 'vitest';
import { checkTaskStart } from '../../src/daemon/requirements.ts';
import { tasksOf } from '../../src/daemon/startRequest.ts';

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

import { expect, test } from 'vitest';
import { taskTold } from '../../src/daemon/taskTold.ts';
import type { Task } from '../../src/session/task.ts';

const task: Task = { id: 'app.2', text: 'write the tests\nand run them', state: 'typing' };

test.each<[string, Partial<Task>, string]>([
  ['a task by its id', {}, 'Task app.2 is being typed: write the tests'],
  ['why one failed', { state: 'failed', why: 'It ended.' }, 'Task app.2 failed: write the tests (It ended.)'],
  ['that one waits', { state: 'queued' }, 'Task app.2 waits: write the tests'],
  [
    'that one is blocked',
    { state: 'queued', why: 'It waits for task app.1, which failed.' },
    'Task app.2 cannot go: write the tests (It waits for task app.1, which failed.)',
  ],
  [
    'an errand by what it serves, never by its own id',
    { id: 'app!4:feedback', role: 'feedback', of: 'app.2', state: 'running' },
    'The report on its command (for task app.2) is running: write the tests',
  ],
  [
    'an errand of no task',
    { id: 'app!5:go-on', role: 'go-on', text: 'continue', state: 'done' },
    'The continuation is done: continue',
  ],
  ['a reply', { id: 'app!6:reply', text: 'yes' }, 'The reply is being typed: yes'],
  [
    'words behind a refusal',
    { id: 'app!7:message', text: 'use pnpm' },
    'The word about the refusal is being typed: use pnpm',
  ],
])('tells %s', (_what, fields, line) => {
  expect(taskTold({ ...task, ...fields })).toBe(line);
});

import { expect, test } from 'vitest';
import { freshStore } from './fixture.ts';
import { sessionRecord } from './values.ts';

/** The times of a task. */

test('a task that is typed at once after a retry has begun anew: the pause before counts for nothing', () => {
  const { sessions, tasks } = freshStore();
  sessions.insert(sessionRecord('s'));
  const task = { id: 's.1', text: 'do it' } as const;
  const times = (): (number | undefined)[] => [tasks.get('s.1')?.startedAt, tasks.get('s.1')?.endedAt];
  tasks.save('s', { ...task, state: 'typing' }, 10);
  tasks.save('s', { ...task, state: 'running' }, 20);
  expect(times()).toEqual([10, undefined]);
  tasks.save('s', { ...task, state: 'failed' }, 30);
  expect(times()).toEqual([10, 30]);
  tasks.save('s', { ...task, state: 'typing' }, 500);
  tasks.save('s', { ...task, state: 'done' }, 510);
  expect(times()).toEqual([500, 510]);
  tasks.save('s', { ...task, state: 'queued' }, 520);
  expect(times()).toEqual([undefined, undefined]);
});

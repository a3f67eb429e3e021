import { expect, test } from 'vitest';
import type { Redactor } from '../../src/policy/redact.ts';
import { redactor } from '../../src/policy/redact.ts';
import { newSession } from '../../src/session/session.ts';
import type { Task } from '../../src/session/task.ts';
import { storedSession } from '../../src/store/storedSession.ts';

const secret = 'correct-horse-battery';
const done: Task = { id: 'app-1.1', text: `log in with ${secret}`, state: 'done' };
const open: Task = { id: 'app-1.2', text: `and again with ${secret}`, state: 'queued' };

test('secrets are left out, but not of a text that is still to be typed', () => {
  const known = redactor(new Set([secret]));
  const stored = JSON.parse(storedSession({ ...newSession('app-1', true), tasks: [done, open] }, known)) as {
    tasks: Task[];
  };
  expect(stored).toMatchObject({ id: 'app-1', phase: 'launching' });
  expect(JSON.stringify(stored.tasks[0])).not.toContain(secret);
  expect(stored.tasks[1]).toEqual(open);
});

test('a task that has ended is looked through once, and anew for each secret that is learned', () => {
  const looked: string[] = [];
  const looking = (values: Iterable<string>): Redactor => {
    const real = redactor(new Set(values));
    return {
      ...real,
      json: (value) => {
        looked.push(JSON.stringify(value));
        return real.json(value);
      },
    };
  };
  const looks = (): number => looked.filter((text) => text.includes('log in with')).length;
  const session = { ...newSession('app-1', true), tasks: [done, open] };
  const before = looking([]);
  for (let step = 0; step < 3; step++) expect(storedSession({ ...session, inputs: step }, before)).toContain(secret);
  expect(looks()).toBe(1);
  const after = looking([secret]);
  for (let step = 0; step < 3; step++) {
    const stored = JSON.parse(storedSession({ ...session, inputs: step }, after)) as { tasks: Task[]; inputs: number };
    expect(JSON.stringify(stored.tasks[0])).not.toContain(secret);
    expect(stored.inputs).toBe(step);
  }
  expect(looks()).toBe(2);
});

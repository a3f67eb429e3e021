import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { says } from '../../src/claude/lab/script.ts';
import { limits } from '../../src/limits.ts';
import { Desk } from './desk.ts';
import { Stage } from './stage.ts';

/** The queue and the schedules in `pcc tui` by real keys, on the real CLI: added, moved and taken out; tasks are done. */

let stage: Stage;
let id: string;
let desk: Desk;

beforeAll(async () => {
  stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: { one: [says('The first is done.')], two: [says('The second is done.')] },
  });
  id = await stage.start('--brain', 'none');
  await stage.untilStatus(id, 'the input box', ({ state }) => state === 'idle');
  desk = new Desk(stage, 100, 30);
  await desk.open(id);
});

afterAll(async () => {
  desk.dispose();
  await stage.strike();
});

function shows(...texts: readonly (string | RegExp)[]): Promise<string> {
  const has = (screen: string, text: string | RegExp): boolean =>
    typeof text === 'string' ? screen.includes(text) : text.test(screen);
  return desk.terminal.until((screen) => texts.every((text) => has(screen, text)), texts.join(' and '));
}

/** Writes a task into the form, and waits until it stands in the queue. */
async function add(words: string): Promise<void> {
  desk.terminal.keys('a');
  await shows(`Task for the queue of ${id}`);
  desk.terminal.type(words);
  await shows(words);
  desk.terminal.keys('C-s');
  await desk.untilStatus(id, words, ({ queue }) => queue.some(({ text }) => text === words));
  await desk.terminal.until((screen) => !screen.includes('Task for the queue'), 'the end of the form');
  await shows(words);
}

/** Removes what is chosen. A yes before the question could be read is a no: then it is asked again. */
async function removes(question: string, isGone: (screen: string) => boolean): Promise<void> {
  await vi.waitFor(
    () => {
      const screen = desk.terminal.screen();
      const isAsked = screen.includes(question);
      if (isGone(screen) && !isAsked) return;
      desk.terminal.keys(isGone(screen) ? 'Escape' : isAsked ? 'y' : 'x');
      throw new Error(`it is still there:\n${screen}`);
    },
    { timeout: 20_000, interval: limits.keyRepeatMs + 200 },
  );
}

/** The words of the tasks that wait, as the view shows them from the top. */
function order(screen: string): string[] {
  return [...screen.matchAll(/○ queued +(say the \w+ \[case:\w+\])/g)].map(([, words]) => words ?? '');
}

const [one, two, three] = [
  'say the first [case:one]',
  'say the second [case:two]',
  'say the third [case:three]',
] as const;

it('adds, moves, removes, and shows what is done', async () => {
  // Paused, nothing of it is typed while a person puts it in order.
  await desk.call('session.pause', { id });
  desk.terminal.keys('Q');
  await shows(`Queue of ${id}`, 'Nothing is queued.', 'a adds a task');
  desk.shot('queue-empty');
  for (const words of [two, three, one]) await add(words);
  expect(order(await shows('0/3 done', '3 wait'))).toEqual([two, three, one]);

  desk.terminal.keys('End');
  await shows(/❯.*say the first/);
  desk.terminal.keys('^');
  await desk.terminal.until((screen) => order(screen)[0] === one, 'the task at the top');
  desk.shot('queue-three');

  desk.terminal.keys('End');
  await shows(/❯.*say the third/);
  await removes('Remove a task', (screen) => !screen.includes('say the third'));
  expect(order(await shows('0/2 done'))).toEqual([one, two]);

  await desk.call('session.resume', { id });
  await shows('2/2 done', /✓ done +say the first/, /✓ done +say the second/);
  const { tasks } = await desk.call('queue.list', { id });
  expect(tasks.map(({ text, state }) => [text, state])).toEqual([
    [one, 'done'],
    [two, 'done'],
    [three, 'removed'],
  ]);
  desk.terminal.keys('Home');
  desk.terminal.keys('Enter');
  await shows(`Task of ${id}`, 'times', 'The first is done.');
  desk.shot('queue-task');
  desk.terminal.keys('Escape');
  await shows(`Queue of ${id}`);
  desk.terminal.keys('Escape');
  await desk.terminal.until((screen) => !screen.includes(`Queue of ${id}`), 'the panes');
  await shows('2/2 tasks');
  // What each task typed went to Claude once, and the third never.
  expect(['one', 'two', 'three'].map((name) => stage.promptsSent(`[case:${name}]`))).toEqual([1, 1, 0]);
  await desk.leave();
});

it('adds a schedule, tells when it is due while it is written, and removes it', async () => {
  await desk.open(id);
  desk.terminal.keys('S');
  await shows('Nothing begins by itself yet.');
  desk.terminal.keys('a');
  await shows('New schedule');
  desk.terminal.type('0 2 * *');
  await shows(/five fields|5 fields|fields/);
  desk.terminal.type(' 1-5');
  desk.terminal.keys('Tab');
  desk.terminal.type('Europe/Berlin');
  await shows(/02:00.*in \d+[dhm]/);
  desk.terminal.keys('Tab', 'Tab', 'Tab');
  desk.terminal.type('update the dependencies');
  desk.shot('schedule-form');
  desk.terminal.keys('C-s');
  await shows('1-5', 'Europe/Berlin', /not yet/, 'update the dependencies');
  desk.shot('schedules');
  expect(await desk.call('schedule.list', {})).toMatchObject([
    { cron: '0 2 * * 1-5', zone: 'Europe/Berlin', path: stage.project, task: 'update the dependencies' },
  ]);
  desk.terminal.keys('Enter');
  await shows('It was not due yet.');
  desk.terminal.keys('Escape');
  await shows('Schedules');
  await removes('Remove a schedule', (screen) => screen.includes('Nothing begins by itself yet.'));
  expect(await desk.call('schedule.list', {})).toEqual([]);
  desk.terminal.keys('q');
  await desk.terminal.until((screen) => !screen.includes('Schedules'), 'the panes');
  desk.terminal.keys('U');
  await shows('Usage and limits', 'No limit is reached or near.', /app-1.* out/);
  desk.shot('usage');
  desk.terminal.keys('q');
  await desk.terminal.until((screen) => !screen.includes('Usage and limits'), 'the panes');
  await desk.leave();
});

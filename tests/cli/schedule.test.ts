import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Schedule } from '../../src/api/methods.ts';
import { PccError } from '../../src/base/errors.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import type { Ran, TestWorld } from './testIo.ts';
import { ran } from './testIo.ts';

process.env['TZ'] = 'UTC';

const nightly: Schedule = {
  id: 'nightly',
  cron: '0 2 * * 1-5',
  zone: 'Europe/Berlin',
  path: '/srv/app',
  task: 'update the\ndependencies',
  missed: 'once',
  overlap: 'skip',
  createdAt: '2026-02-01T00:00:00.000Z',
  nextAt: '2026-03-02T01:00:00.000Z',
  last: {
    dueAt: '2026-02-27T01:00:00.000Z',
    at: '2026-02-27T01:00:00.100Z',
    outcome: 'failed',
    why: 'No \u001b[31mclaude.',
  },
};
const watch: Schedule = {
  ...nightly,
  id: 'watch',
  cron: '*/30 * * * *',
  zone: 'UTC',
  session: 'app-1',
  requirements: '/srv/todo.md',
  last: {
    dueAt: '2026-03-01T10:00:00.000Z',
    at: '2026-03-01T10:00:00.000Z',
    outcome: 'queued',
    session: 'app-1',
    task: 'app-1.7',
  },
};
const { path: _path, task: _task, ...watching } = watch;

let daemon: FakeDaemon;
let schedules: Schedule[];

beforeEach(async () => {
  schedules = [nightly, watching];
  daemon = await fakeDaemon({
    'schedule.add': ({ id }) => ({ id: id ?? 'schedule-1', nextAt: '2026-03-02T01:00:00.000Z' }),
    'schedule.list': () => schedules,
    'schedule.remove': ({ id }) => {
      if (id !== 'nightly') throw new PccError('not_found', `No schedule is called '${id}'.`);
      return { id };
    },
    'schedule.next': () => ({
      times: [
        { at: '2026-03-29T01:30:00.000Z', local: '2026-03-29 03:30 +02:00', note: 'the clocks skip 02:30 that day' },
        { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30 02:30 +02:00' },
      ],
    }),
    'schedule.runs': ({ id }) => ({
      runs: id === 'new' ? [] : [nightly, watching].flatMap(({ last }) => (last ? [last] : [])),
    }),
    'brain.check': () => ({ brain: 'ollama', ok: false, text: 'nobody answers.' }),
  });
});

afterEach(() => daemon.dispose());

const pcc = (...argv: string[]): Promise<Ran> => ran({ home: daemon.home }, ...argv);
const pccIn = (world: Partial<TestWorld>, ...argv: string[]): Promise<Ran> =>
  ran({ home: daemon.home, ...world }, ...argv);
const asked = (): unknown => daemon.calls.at(-1)?.params;

it('adds a schedule with everything that was given, and prints its id alone', async () => {
  mkdirSync(join(daemon.home, 'app'));
  const added = await pcc(
    ...['schedule', 'add', '0 2 * * 1-5', './app', '--task', 'update', '--verify', 'npm test', '--zone', 'UTC'],
    ...['--missed', 'all', '--overlap', 'queue', '--name', 'nightly', '--trust', '--fresh', '--', '--model', 'opus'],
  );
  expect(added).toEqual({ status: 0, out: 'nightly\n', err: 'Next: 2026-03-02 01:00 (in 14h).\n' });
  expect(asked()).toEqual({
    cron: '0 2 * * 1-5',
    path: join(daemon.home, 'app'),
    task: 'update',
    verify: 'npm test',
    zone: 'UTC',
    missed: 'all',
    overlap: 'queue',
    id: 'nightly',
    trust: true,
    fresh: true,
    args: ['--model', 'opus'],
  });
});

it('adds a task for a session, and a requirements file by its whole path', async () => {
  writeFileSync(join(daemon.home, 'todo.md'), '- [ ] x');
  const added = await pcc('schedule', 'add', '@daily', '--session', 'app-1', '-r', 'todo.md', '--json');
  expect(added).toEqual({ status: 0, out: '{"id":"schedule-1","nextAt":"2026-03-02T01:00:00.000Z"}\n', err: '' });
  expect(asked()).toEqual({ cron: '@daily', session: 'app-1', requirements: join(daemon.home, 'todo.md') });
});

it('warns of a brain that cannot be asked', async () => {
  const added = await pcc('schedule', 'add', '@daily', '-s', 'app-1', '-t', 'x', '-b', 'ollama');
  expect(added.err).toContain('The brain ollama cannot be asked');
});

it.each([
  [
    ['@daily', '--task', 'x'],
    "Neither a folder nor a session is named; name the folder for a new session, or '--session'.",
  ],
  [['@daily', '.', '--session', 'a', '--task', 'x'], 'Both a folder and a session are named'],
  [['@daily', '.'], "A schedule has '--task' or '--requirements'. Neither was given; give one of them."],
  [['@daily', '.', '-t', 'x', '-r', 'y'], 'Both were given; give one of them.'],
  [['@daily', './nowhere', '-t', 'x'], "'./nowhere' does not exist"],
  [['@daily', '.', '-r', 'nowhere.md'], "'nowhere.md' does not exist"],
  [['@daily', '.', '-t', ' '], 'The task is empty'],
  [['@daily', '.', '-t', 'x', '--missed', 'never'], 'Allowed choices are skip, once, all'],
  [[], "Missing required argument 'cron'"],
  [['0', '2', '*', '*', '1-5', './app', '-t', 'x'], 'words that belong together stand in quotes'],
  [['@daily', '.', '-t', 'x', '--zone', ''], "'--zone' is empty; give an IANA name, such as Europe/Berlin."],
  [['@daily', '.', '-t', 'x', '--verify', ' '], "'--verify' is empty; give a command"],
  [['@daily', '-t', 'x', '--session', ''], "'--session' is empty; give the session"],
])('add %j is wrong usage', async (argv, sentence) => {
  const { status, out, err } = await pcc('schedule', 'add', ...argv);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(sentence);
});

it('lists schedules as a table', async () => {
  expect((await pccIn({ columns: 140 }, 'schedule', 'list')).out.replace(/\u001b\[\d+m/g, '')).toBe(
    [
      'SCHEDULE  CRON          ZONE           NEXT                       LAST                     WHAT',
      'nightly   0 2 * * 1-5   Europe/Berlin  2026-03-02 01:00 (in 14h)  failed 2026-02-27 01:00  /srv/app: update the ⏎ dependencies',
      'watch     */30 * * * *  UTC            2026-03-02 01:00 (in 14h)  queued 2026-03-01 10:00  app-1: open tasks of /srv/todo.md',
      '',
    ].join('\n'),
  );
  expect(JSON.parse((await pcc('schedule', 'list', '--json')).out)).toEqual(schedules);
  schedules = [];
  expect((await pcc('schedule', 'list')).out).toBe(
    "No schedule yet; 'pcc schedule add --help' shows how to make one.\n",
  );
});

it('removes a schedule and prints its id', async () => {
  expect(await pcc('schedule', 'remove', 'nightly')).toEqual({ status: 0, out: 'nightly\n', err: '' });
  expect(await pcc('schedule', 'remove', 'nightly', '--json')).toEqual({
    status: 0,
    out: '{"id":"nightly"}\n',
    err: '',
  });
  expect(await pcc('schedule', 'remove', 'x')).toEqual({
    status: 3,
    out: '',
    err: "pcc: No schedule is called 'x'.\n",
  });
});

it('tells the next times, and marks what is odd about them', async () => {
  expect((await pcc('schedule', 'next', 'nightly')).out).toBe(
    '2026-03-29 03:30 +02:00  2026-03-29 01:30 UTC  the clocks skip 02:30 that day\n' +
      '2026-03-30 02:30 +02:00  2026-03-30 00:30 UTC\n',
  );
  expect(asked()).toEqual({ id: 'nightly', count: 5 });
  await pcc('schedule', 'next', '30 2 * * *', '--zone', 'America/New_York', '--count', '10', '--json');
  expect(asked()).toEqual({ cron: '30 2 * * *', zone: 'America/New_York', count: 10 });
  await pcc('schedule', 'next', '@daily');
  expect(asked()).toEqual({ cron: '@daily', count: 5 });
  expect(await pcc('schedule', 'next', 'nightly', '--count', '0')).toMatchObject({
    status: 2,
    err: "pcc: '0' is no number of times; give one from 1 to 1000.\n",
  });
});

it('tells what came of a schedule', async () => {
  expect((await pcc('schedule', 'runs', 'nightly', '--limit', '7')).out).toBe(
    [
      'DUE               OUTCOME  SESSION  TASK     WHY',
      '2026-02-27 01:00  failed   -        -        No ␛[31mclaude.',
      '2026-03-01 10:00  queued   app-1    app-1.7',
      '',
    ].join('\n'),
  );
  expect(asked()).toEqual({ id: 'nightly', limit: 7 });
  expect(JSON.parse((await pcc('schedule', 'runs', 'nightly', '--json')).out)).toHaveLength(2);
  expect((await pcc('schedule', 'runs', 'new')).out).toBe(
    "Nothing was due yet; 'pcc schedule next new' tells when it is.\n",
  );
});

it.each(['add', 'list', 'remove', 'next', 'runs'])('schedule %s has help with examples', async (verb) => {
  const { status, out } = await pcc('schedule', verb, '--help');
  expect(status).toBe(0);
  expect(out).toContain('Examples:\n  $ pcc schedule');
});

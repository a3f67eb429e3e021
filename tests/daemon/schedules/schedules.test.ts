import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Params } from '../../../src/api/methods.ts';
import { methods } from '../../../src/api/methods.ts';
import { PccError } from '../../../src/base/errors.ts';
import type { Task } from '../../../src/session/task.ts';
import type { World } from './world.ts';
import { day, fakeLive, hour, makeWorld, settled } from './world.ts';

const nightly = { cron: '0 2 * * *', zone: 'UTC', id: 'nightly', task: 'update the dependencies' } as const;

function add(world: World, more: Partial<Params<'schedule.add'>> = {}): void {
  const place = more.session === undefined ? { path: world.project } : {};
  world.schedules.add({ ...nightly, ...place, ...more });
}

/** What came of the schedule, oldest first: `02 02:00 started app-1 (why)`. */
function runs(world: World, id = 'nightly'): string[] {
  return world.schedules
    .runs({ id, limit: 1_000 })
    .runs.map(({ dueAt, outcome, session, task, why }) =>
      [dueAt.slice(8, 16).replace('T', ' '), outcome, session, task, why === undefined ? undefined : `(${why})`]
        .filter((part) => part !== undefined)
        .join(' '),
    )
    .reverse();
}

function tasks(...states: Task['state'][]): readonly Task[] {
  return states.map((state, index) => ({ id: `app-1.${index + 1}`, text: 'x', state }));
}

test('starts a session when it is due, in the environment of the daemon, and tells when it is due next', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const made = world.schedules.add({
    ...nightly,
    path: world.project,
    trust: true,
    brain: 'rules',
    args: ['--model', 'opus'],
  });
  expect(made).toEqual({ id: 'nightly', nextAt: '2026-05-02T02:00:00.000Z' });
  await world.pass(14 * hour - 1);
  expect(world.started).toEqual([]);
  await world.pass(1);
  expect(world.started).toEqual([
    {
      path: world.project,
      trust: true,
      brain: 'rules',
      args: ['--model', 'opus'],
      env: { PATH: '/usr/bin', HOME: '/home/me' },
      task: 'update the dependencies',
      name: 'app-1',
    },
  ]);
  expect(runs(world)).toEqual(['02 02:00 started app-1']);
  expect(world.told).toMatchObject([
    { id: 'nightly', nextAt: '2026-05-03T02:00:00.000Z', last: { outcome: 'started' } },
  ]);
  expect(world.schedules.warnings()).toEqual([]);
});

test('a removed schedule is due no more; its name is free, and what came of it is told', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(day);
  expect(world.schedules.remove('nightly')).toEqual({ id: 'nightly' });
  expect(world.told).toEqual([]);
  await world.pass(3 * day);
  expect(world.started).toHaveLength(1);
  expect(runs(world)).toEqual(['02 02:00 started app-1']);
  expect(() => world.schedules.remove('nightly')).toThrow("No schedule is called 'nightly'");
  add(world);
  expect(() => add(world)).toThrow("A schedule 'nightly' exists already");
  expect(runs(world)).toEqual([]);
});

test('a schedule without a name gets the next number', () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const { id: _, ...unnamed } = nightly;
  const ids = [1, 2].map(() => world.schedules.add({ ...unnamed, path: world.project }).id);
  expect(ids).toEqual(['schedule-1', 'schedule-2']);
});

test.each([
  [
    'skip',
    [
      '02 02:00 started app-1',
      '03 02:00 missed (Left out: 4 times were missed, the first at 2026-05-03 02:00 +00:00; the policy is to skip them.)',
    ],
  ],
  [
    'once',
    [
      '02 02:00 started app-1',
      '03 02:00 missed (Left out: 3 times were missed, the first at 2026-05-03 02:00 +00:00; the policy is to make up for them once.)',
      '06 02:00 started app-2 (It was missed when it was due, and is made up for.)',
    ],
  ],
  [
    'all',
    [
      '02 02:00 started app-1',
      ...['03', '04', '05', '06'].map(
        (date, index) => `${date} 02:00 started app-${index + 2} (It was missed when it was due, and is made up for.)`,
      ),
    ],
  ],
] as const)('what was missed while no daemon ran: %s', async (missed, expected) => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { missed });
  await world.pass(day);
  world.end();
  world.clock.advance(4 * day);
  world.restart();
  await settled();
  expect(runs(world)).toEqual(expected);
  world.restart();
  await world.pass(hour);
  expect(runs(world)).toEqual(expected);
});

test('of very many missed times the last are made up for, and it is told how many were left out', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { cron: '0 * * * *', missed: 'all' });
  add(world, { cron: '* * * * *', missed: 'all', id: 'each-minute' });
  world.end();
  world.clock.advance(30 * hour);
  world.restart();
  await settled();
  const hourly = runs(world);
  expect(hourly).toHaveLength(12);
  expect(hourly[0]).toContain('01 13:00 missed (Left out: 19 times were missed');
  expect(hourly[0]).toContain('no more than the last 10 are made up for');
  expect(hourly[1]).toContain('02 08:00 started');
  expect(hourly.at(-1)).toBe('02 18:00 started app-11');
  expect(runs(world, 'each-minute')[0]).toContain('more than 1000 times were missed');
});

test('a host that slept finds what it missed within a minute, by the wall clock', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { missed: 'once' });
  await world.pass(hour);
  world.clock.jumpWall(Date.parse('2026-05-02T09:00:00Z'));
  await world.pass(60_000);
  expect(runs(world)).toEqual(['02 02:00 started app-1 (It was missed when it was due, and is made up for.)']);
});

test('a clock that is set back runs nothing twice', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(14 * hour);
  for (const back of [1_000, 1_800_000, 2 * hour, 13 * hour]) {
    world.clock.jumpWall(Date.parse('2026-05-02T02:00:00Z') - back);
    await world.pass(back + 60_000);
    world.restart();
    await settled();
  }
  expect(world.started).toHaveLength(1);
  expect(runs(world)).toEqual(['02 02:00 started app-1']);
});

test('a clock that was years ahead for a while does not silence a schedule', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { missed: 'once' });
  world.clock.jumpWall(Date.parse('2030-01-01T12:00:00Z'));
  await world.pass(60_000);
  world.clock.jumpWall(Date.parse('2026-05-01T12:05:00Z'));
  await world.pass(2 * day);
  expect(world.started).toHaveLength(3);
  expect(runs(world).slice(-2)).toEqual(['02 02:00 started app-2', '03 02:00 started app-3']);
  expect(world.log.join()).toContain("The clock was set back; the schedule 'nightly' is counted anew from now.");
});

test('a daemon that dies while a run is begun does not begin it twice, and the next one tells', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  world.onStart = () => new Promise(() => undefined);
  await world.pass(14 * hour);
  expect(world.schedules.list()[0]?.last).toMatchObject({ outcome: 'started', why: 'It is being begun.' });
  world.restart();
  await world.pass(hour);
  expect(world.started).toEqual([]);
  expect(runs(world)).toEqual([
    '02 02:00 failed (The daemon ended before it was begun; what may have begun is not run a second time.)',
  ]);
  expect(world.schedules.warnings()).toEqual([
    "The schedule 'nightly' could not begin what was due at 2026-05-02 02:00 +00:00: The daemon ended before it was begun; what may have begun is not run a second time.",
  ]);
});

test('a session that had come to be when the daemon died is told as started', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(14 * hour);
  const [run] = world.store.schedules.runs(1, 1);
  world.store.schedules.changeRun(run?.n ?? 0, { outcome: 'begun', session: 'app-1' });
  world.restart();
  expect(runs(world)).toEqual([
    '02 02:00 started app-1 (The daemon ended while it was begun; look whether its task is there.)',
  ]);
});

test('a start that fails is told in the log and the status, until one succeeds', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  world.onStart = () => Promise.reject(new PccError('missing_program', "The CLI 'claude' was not found."));
  await world.pass(14 * hour);
  const sentence =
    "The schedule 'nightly' could not begin what was due at 2026-05-02 02:00 +00:00: The CLI 'claude' was not found.";
  expect(world.schedules.warnings()).toEqual([sentence]);
  expect(world.log).toContain(sentence);
  world.onStart = () => Promise.resolve();
  await world.pass(day);
  expect(world.schedules.warnings()).toEqual([]);
  expect(runs(world)).toEqual(["02 02:00 failed (The CLI 'claude' was not found.)", '03 02:00 started app-1']);
});

test('a name that another start took meanwhile is no failure', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  let taken = 0;
  world.onStart = () =>
    taken++ === 0 ? Promise.reject(new PccError('conflict', "The name 'app-1' was used before.")) : Promise.resolve();
  await world.pass(14 * hour);
  expect(runs(world)).toEqual(['02 02:00 started app-1']);
});

test.each([
  ['skip', ['03 02:00 skipped (The session app-1 of the last run still works.)'], 1],
  ['queue', ['03 02:00 queued app-1 app-1.1'], 1],
  ['parallel', ['03 02:00 started app-2'], 2],
] as const)('when the session of the last run still works: %s', async (overlap, expected, sessions) => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { overlap });
  await world.pass(14 * hour);
  world.live.set('app-1', fakeLive('app-1', { tasks: tasks('done', 'running') }));
  await world.pass(day);
  expect(runs(world).slice(1)).toEqual(expected);
  expect(world.started).toHaveLength(sessions);
});

test.each([
  ['an open question', { ask: {} }],
  ['a question in words', { prose: { stage: 'asked' } }],
  ['a turn of its own', { reading: { state: 'busy' } }],
  ['a limit', { reading: { state: 'limit' } }],
  ['a restart', { phase: 'restarting' }],
  ['a task that is being verified', { tasks: tasks('verifying') }],
])('%s counts as work', async (_what, session) => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(14 * hour);
  world.live.set('app-1', fakeLive('app-1', session as never));
  await world.pass(day);
  expect(runs(world).at(-1)).toContain('skipped');
});

test('the session of the last run is ended when its work is done and nobody has to do with it', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(14 * hour);
  const done = fakeLive('app-1', { tasks: tasks('done', 'failed') });
  world.live.set('app-1', done);
  await world.pass(day);
  expect(done.events).toEqual(['stop']);
  expect(done.notes).toEqual(['Ended: its work is done, and the schedule nightly starts a new session.']);
  expect(runs(world).at(-1)).toBe('03 02:00 started app-2');
  for (const held of [{ humans: 1 }, { paused: true }, { reading: { state: 'draft' } }]) {
    const live = fakeLive(runs(world).at(-1)?.split(' ').at(-1) ?? '', held as never);
    world.live.set(live.id, live);
    await world.pass(day);
    expect(live.events).toEqual([]);
  }
});

test('a session in which a person went on is not ended', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  await world.pass(14 * hour);
  const talk = (session: string, at: number): unknown =>
    world.store.events.append({ session, at, type: 'human', text: 'A person sent a task.' });
  const first = fakeLive('app-1', { tasks: tasks('done', 'done') });
  world.live.set('app-1', first);
  talk('app-1', world.clock.wallMs() + hour);
  await world.pass(day);
  expect(first.events).toEqual([]);
  expect(runs(world).at(-1)).toBe('03 02:00 started app-2');
  // What a person did there before its task was given says nothing.
  talk('app-2', world.clock.wallMs() - day);
  await world.pass(day);
  expect(world.live.get('app-2')?.events).toEqual(['stop']);
});

test('gives a task to a session that lives, with its conditions', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  world.live.set('app-7', fakeLive('app-7'));
  add(world, { session: 'app-7', fresh: true, verify: 'npm test' });
  await world.pass(14 * hour);
  expect(world.queued).toEqual([{ id: 'app-7', text: nightly.task, fresh: true, verify: 'npm test' }]);
  expect(runs(world)).toEqual(['02 02:00 queued app-7 app-7.1']);
  world.live.set('app-7', fakeLive('app-7', { tasks: [{ id: 'app-7.1', text: 'x', state: 'running' }] }));
  await world.pass(day);
  expect(runs(world).at(-1)).toBe('03 02:00 skipped app-7 (The task app-7.1 of the last run is not done yet.)');
  world.live.delete('app-7');
  await world.pass(day);
  expect(runs(world).at(-1)).toContain('04 02:00 failed');
});

test('a task with a verification goes into the queue of the new session', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { verify: 'npm test' });
  await world.pass(14 * hour);
  expect(world.started[0]).not.toHaveProperty('task');
  expect(world.queued).toEqual([{ id: 'app-1', text: nightly.task, verify: 'npm test' }]);
  expect(runs(world)).toEqual(['02 02:00 started app-1 app-1.1']);
});

test('a requirements file is read when it is due', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const file = join(world.project, 'todo.md');
  writeFileSync(file, '- [ ] old');
  const { task: _, ...rest } = nightly;
  world.schedules.add({ ...rest, path: world.project, requirements: file });
  writeFileSync(file, '- [ ] new');
  await world.pass(14 * hour);
  expect(world.started[0]?.requirements).toEqual({ path: file, text: '- [ ] new' });
});

test('where a requirements file has nothing open, nothing is started, and what rests goes on resting', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const file = join(world.project, 'todo.md');
  writeFileSync(file, '- [ ] one');
  const { task: _, ...rest } = nightly;
  world.schedules.add({ ...rest, path: world.project, requirements: file });
  await world.pass(14 * hour);
  const live = fakeLive('app-1');
  world.live.set('app-1', live);
  writeFileSync(file, '- [x] one');
  await world.pass(day);
  expect(world.started).toHaveLength(1);
  expect(live.events).toEqual([]);
  expect(runs(world).at(-1)).toBe(`03 02:00 skipped ('${file}' has no open task: nothing is to be done.)`);
});

test.each<[string, Partial<Params<'schedule.add'>>, string]>([
  ['no place', { path: undefined }, 'name the one or the other'],
  ['two places', { session: 'app-1' }, 'name the one or the other'],
  ['nothing to do', { task: undefined }, 'has a task or a requirements file'],
  ['a blank task', { task: ' \n' }, 'The task is empty'],
  ['a shell command', { task: '!rm -rf .' }, "begins with '!'"],
  ['a folder that is not there', { path: '/nowhere/at/all' }, "'/nowhere/at/all' does not exist"],
  [
    'a file that is not there',
    { task: undefined, requirements: '/nowhere.md' },
    "The requirements file '/nowhere.md' does not exist",
  ],
  ['a relative file', { task: undefined, requirements: 'todo.md' }, 'is no absolute path'],
  [
    'a verification of a file',
    { task: undefined, requirements: '/x.md', verify: 'true' },
    'A verification goes with a task',
  ],
  ['a cron expression', { cron: '0 25 * * *' }, 'is no cron expression'],
  ['a zone', { zone: 'Mars/Base' }, "'Mars/Base' is no time zone"],
  ['a name', { id: 'My Schedule' }, 'cannot be an id'],
  ['an argument', { args: ['--print'] }, "'--print' cannot be given"],
])('refuses %s and keeps nothing', (_what, more, sentence) => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const params = Object.fromEntries(
    Object.entries({ ...nightly, path: world.project, ...more }).filter(([, value]) => value !== undefined),
  );
  expect(() => world.schedules.add(params as Params<'schedule.add'>)).toThrow(sentence);
  expect(world.schedules.list()).toEqual([]);
});

test('trust, brain and arguments are not for a session that lives', () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  world.live.set('app-1', fakeLive('app-1'));
  expect(() => add(world, { session: 'app-1', trust: true })).toThrow('are those of a new session');
});

test('the next times, of a schedule or of an expression', () => {
  const world = makeWorld('2026-03-28T12:00:00Z');
  add(world, { cron: '30 2 * * *', zone: 'Europe/Berlin' });
  const times = [
    {
      at: '2026-03-29T01:30:00.000Z',
      local: '2026-03-29 03:30 +02:00',
      note: 'the clocks skip 02:30 that day',
    },
    { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30 02:30 +02:00' },
  ];
  expect(world.schedules.next({ id: 'nightly', count: 2 })).toEqual({ times });
  expect(world.schedules.next({ cron: '30 2 * * *', zone: 'Europe/Berlin', count: 2 })).toEqual({ times });
  expect(() => world.schedules.next({ id: 'nightly', zone: 'UTC' })).toThrow('Name a schedule');
  expect(() => world.schedules.next({ id: 'nigthly' })).toThrow("did you mean 'nightly'?");
});

test('a requirements file of a session that lives is followed, also by the session of the last run', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  const file = join(world.project, 'todo.md');
  writeFileSync(file, '- [ ] x');
  const { task: _, ...rest } = nightly;
  world.live.set('app-7', fakeLive('app-7'));
  world.schedules.add({ ...rest, session: 'app-7', requirements: file });
  world.schedules.add({ ...rest, id: 'other', path: world.project, requirements: file, overlap: 'queue' });
  await world.pass(14 * hour);
  world.live.set('app-1', fakeLive('app-1', { tasks: tasks('running') }));
  await world.pass(day);
  expect(world.followed.map(({ id }) => id)).toEqual(['app-7', 'app-7', 'app-1']);
  expect(runs(world, 'other').at(-1)).toBe('03 02:00 queued app-1 app-1.f1');
});

test('what is told fits the table of methods', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world, { verify: 'npm test', args: ['--model', 'opus'], brain: 'rules' });
  world.onStart = () => Promise.reject(new PccError('failed', 'No.'));
  await world.pass(day);
  expect(methods['schedule.list'].result.parse(world.schedules.list())).toEqual(world.schedules.list());
  const told = world.schedules.runs({ id: 'nightly' });
  expect(methods['schedule.runs'].result.parse(told)).toEqual(told);
  const next = world.schedules.next({ id: 'nightly', count: 3 });
  expect(methods['schedule.next'].result.parse(next)).toEqual(next);
});

test('a store that fails is told, and the schedule goes on when it works again', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  const { schedules } = world.store;
  const countUntil = schedules.countUntil.bind(schedules);
  schedules.countUntil = () => {
    throw new PccError('storage', 'The disk is full.');
  };
  await world.pass(14 * hour + 300_000);
  expect(world.schedules.warnings()).toEqual(['Schedules cannot be counted: The disk is full.']);
  expect(world.log.filter((line) => line.includes('The disk is full.'))).toHaveLength(1);
  expect(world.started).toEqual([]);
  schedules.countUntil = countUntil;
  await world.pass(60_000);
  expect(world.schedules.warnings()).toEqual([]);
  expect(runs(world)).toEqual(['02 02:00 started app-1 (It was missed when it was due, and is made up for.)']);
});

test('a run whose outcome cannot be stored keeps no later one from being begun', async () => {
  const world = makeWorld('2026-05-01T12:00:00Z');
  add(world);
  const { schedules } = world.store;
  const changeRun = schedules.changeRun.bind(schedules);
  schedules.changeRun = () => {
    throw new PccError('storage', 'The disk is full.');
  };
  await world.pass(14 * hour);
  schedules.changeRun = changeRun;
  await world.pass(day);
  expect(runs(world).at(-1)).toContain('03 02:00 started');
});
